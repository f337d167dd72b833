import type { KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { Role } from '../../common/principal.js';
import { CONFIG, type Config } from '../../config/config.js';
import { RememberedTokens } from './remembered-tokens.js';
import type { JwksView } from './token-check.view.js';
import { type TokenKey, tokenKeys } from './token-keys.js';

/** Seconds for which an access token is valid. */
export const ACCESS_TOKEN_SECONDS = 600;
export const ALGORITHMS = ['HS256', 'ES256'] as const;
/**
 * The issuer in tokens that a secret signs, which only this service verifies. Tokens that a key pair signs have PUBLIC_URL as their
 * issuer, because other programs verify them.
 */
const SECRET_ISSUER = 'tenure';
export const AUDIENCE = 'tenure:dashboard';
/** The type of RFC 9068, so that no other kind of token is accepted as an access token. */
const TOKEN_TYPE = 'at+jwt';
const READ_TOKEN_TYPE = 'tenure-read+jwt';

/** The claims of a person's token: the session, the one business, and what the person was when the token was signed. */
export interface PersonPayload {
  sub: string;
  sid: string;
  bid: string | null;
  /** For other programs that verify tokens. This service looks up kind and role at every request. */
  kind: 'member' | 'user' | 'operator';
  role: Role | null;
}

/** The claims of a verified token. */
export interface AccessClaims extends Pick<PersonPayload, 'sub' | 'sid' | 'bid'> {
  /** True if an operator reads as the business. `sid` is then the operator's session or key. */
  read?: true;
  iss: string;
  aud: string;
  iat: number;
  exp: number;
}

/**
 * The keys that sign and verify access tokens. With JWT_PRIVATE_KEY, its first key signs people's tokens with ES256, and all its
 * keys verify. Without it, the first secret of JWT_SECRET signs with HS256. A secret always signs read tokens, because only this
 * service verifies them. A key verifies only tokens that name it, and only with its own algorithm.
 */
@Injectable()
export class AccessTokens {
  readonly issuers: string[];
  private readonly keys: Map<string, TokenKey>;
  private readonly signing: { access: TokenKey; read: TokenKey };
  private readonly published: JwksView;
  private readonly verified = new RememberedTokens<AccessClaims>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly jwt: JwtService,
  ) {
    const { secrets, pairs, access } = tokenKeys(config);
    this.keys = new Map([...secrets, ...pairs].map((key) => [key.kid, key]));
    this.signing = { access, read: secrets[0] ?? access };
    this.issuers = [config.publicUrl, SECRET_ISSUER];
    this.published = { keys: pairs.flatMap(({ jwk }) => jwk ?? []) };
  }

  /** Signs an access token of a person. */
  sign(claims: PersonPayload, now: Date): string {
    return this.signBy(this.signing.access, TOKEN_TYPE, { ...claims }, now);
  }

  /** Signs a token with which an operator reads as a business. */
  signRead(claims: Pick<PersonPayload, 'sub' | 'sid' | 'bid'>, now: Date): string {
    return this.signBy(this.signing.read, READ_TOKEN_TYPE, { ...claims, read: true }, now);
  }

  /** The key that verifies this token; null if the header of the token is not one that this service writes. */
  keyFor(rawToken: string): KeyObject | null {
    const header = jsonOf(rawToken, 0);
    const { typ, alg, kid } = header;
    const key = typeof kid === 'string' ? this.keys.get(kid) : undefined;
    // `crit` names extensions that a verifier has to understand (RFC 7515). This service understands none.
    if (key === undefined || alg !== key.algorithm || 'crit' in header) return null;
    const isOurs = typ === TOKEN_TYPE || (typ === READ_TOKEN_TYPE && key.algorithm === 'HS256');
    return isOurs ? key.verifies : null;
  }

  /** The claims of a token that was verified a moment ago and has not expired; null for every other. */
  remembered(rawToken: string, now: Date): AccessClaims | null {
    return this.verified.find(rawToken, now);
  }

  /** Remembers the claims of a token. Call it only after the whole token was verified. */
  remember(rawToken: string, claims: AccessClaims): void {
    this.verified.add(rawToken, claims);
  }

  /** The public keys that verify access tokens; none if a secret signs them. */
  jwks(): JwksView {
    return this.published;
  }

  private signBy(key: TokenKey, typ: string, claims: Record<string, unknown>, now: Date): string {
    const { kid, algorithm, signs } = key;
    const issuedAt = Math.floor(now.getTime() / 1000);
    const payload = { ...claims, iat: issuedAt, exp: issuedAt + ACCESS_TOKEN_SECONDS };
    return this.jwt.sign(payload, {
      [algorithm === 'HS256' ? 'secret' : 'privateKey']: signs as never,
      algorithm,
      issuer: algorithm === 'HS256' ? SECRET_ISSUER : this.config.publicUrl,
      audience: AUDIENCE,
      header: { alg: algorithm, typ, kid },
    });
  }
}

/** Reads the claims of a verified token. */
export const payloadOf = (rawToken: string): AccessClaims => jsonOf(rawToken, 1) as unknown as AccessClaims;

function jsonOf(rawToken: string, part: 0 | 1): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(Buffer.from(rawToken.split('.')[part] ?? '', 'base64url').toString());
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
