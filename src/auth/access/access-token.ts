import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { CONFIG, type Config } from '../../config/config.js';

/** Seconds an access token is good for. */
export const ACCESS_TOKEN_SECONDS = 600;
export const ALGORITHM = 'HS256';
export const ISSUER = 'tenure';
export const AUDIENCE = 'tenure:dashboard';
/** RFC 9068: says what kind of token it is, so that no other kind passes for one. */
export const TOKEN_TYPE = 'at+jwt';
const READ_TOKEN_TYPE = 'tenure-read+jwt';

/** What an access token says: a user, a session, and the one business it acts in. */
export interface AccessClaims {
  sub: string;
  sid: string;
  bid: string | null;
  /** An operator reads as the business: `sid` is then their session or their key. */
  read?: true;
  exp: number;
}

/** The keys that sign and verify access tokens: the first of JWT_SECRET signs, all of them verify. */
@Injectable()
export class AccessTokens {
  private readonly keys: Map<string, KeyObject>;
  private readonly signingKeyId: string;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly jwt: JwtService,
  ) {
    // As KeyObjects: a secret given as a string costs half a millisecond at every sign and verify.
    this.keys = new Map(
      config.jwtSecrets.map((secret) => [keyId(secret), createSecretKey(Buffer.from(secret))]),
    );
    this.signingKeyId = keyId(config.jwtSecrets[0] ?? '');
  }

  sign(claims: Omit<AccessClaims, 'exp'>, now: Date): string {
    const issuedAt = Math.floor(now.getTime() / 1000);
    const payload = { ...claims, iat: issuedAt, exp: issuedAt + ACCESS_TOKEN_SECONDS };
    return this.jwt.sign(payload, {
      secret: this.keys.get(this.signingKeyId) as never,
      algorithm: ALGORITHM,
      issuer: ISSUER,
      audience: AUDIENCE,
      header: {
        alg: ALGORITHM,
        typ: claims.read === true ? READ_TOKEN_TYPE : TOKEN_TYPE,
        kid: this.signingKeyId,
      },
    });
  }

  /** The key that the token's header names, or null when the header is not one of ours. */
  keyFor(rawToken: string): KeyObject | null {
    const { typ, alg, kid } = readHeader(rawToken);
    return (typ === TOKEN_TYPE || typ === READ_TOKEN_TYPE) && alg === ALGORITHM && typeof kid === 'string'
      ? (this.keys.get(kid) ?? null)
      : null;
  }
}

const keyId = (secret: string): string =>
  createHash('sha256').update(`kid:${secret}`).digest('hex').slice(0, 16);

function readHeader(rawToken: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(Buffer.from(rawToken.split('.')[0] ?? '', 'base64url').toString());
    return typeof header === 'object' && header !== null ? (header as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
