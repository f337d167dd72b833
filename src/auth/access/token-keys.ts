import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { Config } from '../../config/config.js';
import type { JwkView } from './token-checks.view.js';

/** How tokens may be signed. Each key has one of them, whatever a token says of itself. */
export type Algorithm = 'HS256' | 'ES256';

/** One key of ours, by which tokens with its `kid` are signed and verified, and by no other algorithm. */
export interface TokenKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly signs: KeyObject;
  readonly verifies: KeyObject;
  /** What verifiers elsewhere get; null for a secret. */
  readonly jwk: JwkView | null;
}

/** A key made of one of JWT_SECRET. */
export function secretKey(secret: string): TokenKey {
  const kid = createHash('sha256').update(`kid:${secret}`).digest('hex').slice(0, 16);
  // As a KeyObject: a secret given as a string costs half a millisecond at every sign and verify.
  const key = createSecretKey(Buffer.from(secret));
  return { kid, algorithm: 'HS256', signs: key, verifies: key, jwk: null };
}

/** A key made of one of JWT_PRIVATE_KEY. Its `kid` is the thumbprint of its public half (RFC 7638). */
export function privateKey(pem: string): TokenKey {
  const signs = createPrivateKey(pem);
  const verifies = createPublicKey(signs);
  const { crv, kty, x, y } = verifies.export({ format: 'jwk' }) as Record<'crv' | 'kty' | 'x' | 'y', string>;
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  const jwk = { kty, crv, x, y, kid, use: 'sig', alg: 'ES256' };
  return { kid, algorithm: 'ES256', signs, verifies, jwk };
}

/** All keys, those first that sign: access tokens by the first of `access`, read tokens by the first of `secrets`. */
export function tokenKeys({ jwtSecrets, jwtPrivateKeys, jwtSignsBySecret }: Config): {
  secrets: TokenKey[];
  pairs: TokenKey[];
  access: TokenKey;
} {
  const secrets = jwtSecrets.map(secretKey);
  const pairs = jwtPrivateKeys.map(privateKey);
  const access = jwtSignsBySecret ? secrets[0] : (pairs[0] ?? secrets[0]);
  // Where only the documents are made there is no key at all; what this one signs, nothing verifies.
  return { secrets, pairs, access: access ?? secretKey(randomBytes(32).toString('hex')) };
}
