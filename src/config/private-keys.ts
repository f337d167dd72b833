import { createPrivateKey, type KeyObject } from 'node:crypto';

const CURVE = 'prime256v1';

/** In the first place of JWT_PRIVATE_KEY: tokens are still signed by JWT_SECRET, while servers learn the keys behind it. */
export const SECRET_SIGNS = 'HS256';

/**
 * Reads P-256 private keys, separated by commas, each in PEM or in base64 of PEM or DER, as PEM. An environment that holds
 * one line writes the line breaks of PEM as `\n`. Null when one of them is not a key, or when one stands twice.
 */
export function readPrivateKeys(raw: string): string[] | null {
  const keys = raw.split(',').map((one) => readPrivateKey(one.trim()));
  if (keys.some((key) => key === null) || new Set(keys).size !== keys.length) return null;
  return keys as string[];
}

function readPrivateKey(text: string): string | null {
  try {
    const key = parse(text.replaceAll(String.raw`\n`, '\n'));
    const { asymmetricKeyType, asymmetricKeyDetails } = key;
    if (asymmetricKeyType !== 'ec' || asymmetricKeyDetails?.namedCurve !== CURVE) return null;
    return key.export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    return null;
  }
}

function parse(text: string): KeyObject {
  if (text.startsWith('-----BEGIN')) return createPrivateKey(text);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('latin1').startsWith('-----BEGIN')) return createPrivateKey(bytes.toString('latin1'));
  return createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' });
}
