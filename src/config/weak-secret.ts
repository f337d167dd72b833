/** A random secret of 32 characters has more different characters than this, even if it is of digits alone. */
const FEWEST_DIFFERENT = 6;

/**
 * True if a secret could be guessed: it is a placeholder, repeats a short text, has few different characters, or has characters in
 * the order of the alphabet. A generator of random secrets never makes such a secret, so a server with a good one always starts.
 */
export function isWeakSecret(secret: string): boolean {
  return (
    isPlaceholder(secret) || isRepeated(secret) || isInOrder(secret) || hasFewDifferentCharacters(secret)
  );
}

export function isPlaceholder(secret: string): boolean {
  return (
    /(change|replace)[-_ ]?(me|this|it)|placeholder|your[-_ ](jwt[-_ ])?secret/i.test(secret) ||
    /^(secret[-_ ]?)+$/i.test(secret) ||
    /^(.)\1+$/.test(secret)
  );
}

/** True if the secret repeats one text. The last repetition may be incomplete. */
function isRepeated(secret: string): boolean {
  for (let period = 1; period <= secret.length / 2; period += 1)
    if (secret.slice(period) === secret.slice(0, -period)) return true;
  return false;
}

/** True for `abcdefghij…` and `9876543210…`: at least three of four characters are neighbours of the one before them. */
function isInOrder(secret: string): boolean {
  const codes = [...secret].map((letter) => letter.codePointAt(0) ?? 0);
  const follow = codes.filter((code, at) => at > 0 && Math.abs(code - (codes[at - 1] ?? 0)) === 1);
  return follow.length >= (secret.length - 1) * 0.75;
}

const hasFewDifferentCharacters = (secret: string): boolean => new Set(secret).size < FEWEST_DIFFERENT;
