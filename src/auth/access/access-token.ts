import type { KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { Role } from '../../common/principal.js';
import { CONFIG, type Config } from '../../config/config.js';
import { RememberedTokens } from './remembered-tokens.js';
import type { JwksView } from './token-checks.view.js';
import { type TokenKey, tokenKeys } from './token-keys.js';

/** Seconds an access token is good for. */
export const ACCESS_TOKEN_SECONDS = 600;
export const ALGORITHMS = ['HS256', 'ES256'] as const;
/**
 * Who signed, in tokens of a secret; servers of the release before take no other. Tokens that others verify are signed by
 * a key pair, and name PUBLIC_URL.
 */
export const LEGACY_ISSUER = 'tenure';
export const AUDIENCE = 'tenure:dashboard';
/** The type of RFC 9068, so that no other kind of token is accepted as an access token. */
export const TOKEN_TYPE = 'at+jwt';
const READ_TOKEN_TYPE = 'tenure-read+jwt';

/** What the token of a person says of them: a session, the one business it acts in, and what they were when it was signed. */
export interface PersonPayload {
  sub: string;
  sid: string;
  bid: string | null;
  /** For other verifiers: this service looks both up at every request. */
  kind: 'member' | 'user' | 'operator';
  role: Role | null;
}

/** What a verified token says. */
export interface AccessClaims extends Pick<PersonPayload, 'sub' | 'sid' | 'bid'> {
  /** An operator who reads as the business. `sid` is then the operator's session or key. */
  read?: true;
  iss: string;
  aud: string;
  iat: number;
  exp: number;
}

/**
 * The keys that sign and verify access tokens. With JWT_PRIVATE_KEY its first signs people's tokens by ES256, and all
 * verify; without, the first of JWT_SECRET signs by HS256. Read tokens are for this service alone, and always signed by the
 * secret. A key verifies tokens that name it, by its own algorithm, and no others.
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
    this.issuers = [config.publicUrl, LEGACY_ISSUER];
    this.published = { keys: pairs.flatMap(({ jwk }) => jwk ?? []) };
  }

  /** Signs the token of a person. */
  sign(claims: PersonPayload, now: Date): string {
    return this.signBy(this.signing.access, TOKEN_TYPE, { ...claims }, now);
  }

  /** Signs a token by which an operator reads as a business. */
  signRead(claims: Pick<PersonPayload, 'sub' | 'sid' | 'bid'>, now: Date): string {
    return this.signBy(this.signing.read, READ_TOKEN_TYPE, { ...claims, read: true }, now);
  }

  /** The key by which this token is to be verified; null when its head is not one of ours. */
  keyFor(rawToken: string): KeyObject | null {
    const header = jsonOf(rawToken, 0);
    const { typ, alg, kid } = header;
    const key = typeof kid === 'string' ? this.keys.get(kid) : undefined;
    // What is critical we would have to understand, and we understand nothing of the kind.
    if (key === undefined || alg !== key.algorithm || 'crit' in header) return null;
    const isOurs = typ === TOKEN_TYPE || (typ === READ_TOKEN_TYPE && key.algorithm === 'HS256');
    return isOurs ? key.verifies : null;
  }

  /** The claims of a token that was verified a moment ago and has not expired; null for every other. */
  remembered(rawToken: string, now: Date): AccessClaims | null {
    return this.verified.find(rawToken, now);
  }

  /** To be called when a token was verified whole. */
  remember(rawToken: string, claims: AccessClaims): void {
    this.verified.add(rawToken, claims);
  }

  /** The public halves of the key pairs; none where a secret signs. */
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
      issuer: algorithm === 'HS256' ? LEGACY_ISSUER : this.config.publicUrl,
      audience: AUDIENCE,
      header: { alg: algorithm, typ, kid },
    });
  }
}

/** The claims of a token that was verified. */
export const payloadOf = (rawToken: string): AccessClaims => jsonOf(rawToken, 1) as unknown as AccessClaims;

function jsonOf(rawToken: string, part: 0 | 1): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(Buffer.from(rawToken.split('.')[part] ?? '', 'base64url').toString());
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
