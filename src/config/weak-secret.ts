/** Fewer different characters than a random secret of 32 has, even one of digits alone. */
const FEWEST_DIFFERENT = 6;

/**
 * Whether a secret could be guessed: a placeholder, one short text over and over, a few different characters, or characters in
 * the order of the alphabet. It refuses only what no generator of random secrets makes, because a false alarm would keep a good
 * server from starting.
 */
export function isWeakSecret(secret: string): boolean {
  return isPlaceholder(secret) || isRepeated(secret) || isInOrder(secret) || isOfFew(secret);
}

export function isPlaceholder(secret: string): boolean {
  return (
    /(change|replace)[-_ ]?(me|this|it)|placeholder|your[-_ ](jwt[-_ ])?secret/i.test(secret) ||
    /^(secret[-_ ]?)+$/i.test(secret) ||
    /^(.)\1+$/.test(secret)
  );
}

/** The same text twice or more, the last time perhaps cut off. */
function isRepeated(secret: string): boolean {
  for (let period = 1; period <= secret.length / 2; period += 1)
    if (secret.slice(period) === secret.slice(0, -period)) return true;
  return false;
}

/** `abcdefghij…` and `9876543210…`: three of four characters follow the one before them. */
function isInOrder(secret: string): boolean {
  const codes = [...secret].map((letter) => letter.codePointAt(0) ?? 0);
  const follow = codes.filter((code, at) => at > 0 && Math.abs(code - (codes[at - 1] ?? 0)) === 1);
  return follow.length >= (secret.length - 1) * 0.75;
}

const isOfFew = (secret: string): boolean => new Set(secret).size < FEWEST_DIFFERENT;
