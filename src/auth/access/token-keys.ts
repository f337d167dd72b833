import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { Config } from '../../config/config.js';
import type { JwkView } from './token-check.view.js';

/** The algorithms that sign tokens. A key has one of them; the header of a token cannot choose another. */
export type Algorithm = 'HS256' | 'ES256';

/** A key that signs and verifies the tokens with its `kid`, only with its own algorithm. */
export interface TokenKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly signs: KeyObject;
  readonly verifies: KeyObject;
  /** The public key for other verifiers; null for a secret. */
  readonly jwk: JwkView | null;
}

/** Makes a key from a secret of JWT_SECRET. */
export function secretKey(secret: string): TokenKey {
  const kid = createHash('sha256').update(`kid:${secret}`).digest('hex').slice(0, 16);
  // A KeyObject is made once. With the secret as a string, each signature and each verification takes half a millisecond longer.
  const key = createSecretKey(Buffer.from(secret));
  return { kid, algorithm: 'HS256', signs: key, verifies: key, jwk: null };
}

/** Makes a key from a key of JWT_PRIVATE_KEY. Its `kid` is the thumbprint of its public key (RFC 7638). */
export function privateKey(pem: string): TokenKey {
  const signs = createPrivateKey(pem);
  const verifies = createPublicKey(signs);
  const { crv, kty, x, y } = verifies.export({ format: 'jwk' }) as Record<'crv' | 'kty' | 'x' | 'y', string>;
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  const jwk = { kty, crv, x, y, kid, use: 'sig', alg: 'ES256' };
  return { kid, algorithm: 'ES256', signs, verifies, jwk };
}

/** All keys. `access` signs access tokens, and the first of `secrets` signs read tokens. */
export function tokenKeys({ jwtSecrets, jwtPrivateKeys, jwtSignsBySecret }: Config): {
  secrets: TokenKey[];
  pairs: TokenKey[];
  access: TokenKey;
} {
  const secrets = jwtSecrets.map(secretKey);
  const pairs = jwtPrivateKeys.map(privateKey);
  const access = jwtSignsBySecret ? secrets[0] : (pairs[0] ?? secrets[0]);
  // If only the OpenAPI documents are made, there is no key. This random one signs nothing that anybody verifies.
  return { secrets, pairs, access: access ?? secretKey(randomBytes(32).toString('hex')) };
}
