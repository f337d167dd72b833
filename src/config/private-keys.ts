import { createPrivateKey, type KeyObject } from 'node:crypto';

const CURVE = 'prime256v1';

/** This first entry of JWT_PRIVATE_KEY says that JWT_SECRET still signs tokens. So all servers can learn the new keys first. */
export const SECRET_SIGNS = 'HS256';

/**
 * Reads P-256 private keys that are separated by commas, and returns them in PEM. Each may be in PEM, or in base64 of PEM or DER.
 * In an environment with one line per variable, the line breaks of PEM are written as `\n`. Null if one is not a key, or if one
 * occurs twice.
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
