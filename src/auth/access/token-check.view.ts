import { ApiProperty } from '@nestjs/swagger';
import { ROLES, type Role } from '../../common/principal.js';

/** The public half of a key that signs access tokens (RFC 7517). */
export class JwkView {
  /** @example 'EC' */
  kty: string;
  /** @example 'P-256' */
  crv: string;
  x: string;
  y: string;
  /** The id of the key. The header of a token names it. */
  kid: string;
  /** @example 'sig' */
  use: string;
  /** @example 'ES256' */
  alg: string;
}

export class JwksView {
  /** The keys that may have signed a token; empty if a secret signs access tokens. */
  @ApiProperty({ type: () => [JwkView] })
  keys: JwkView[];
}

const KINDS = ['member', 'user', 'operator'] as const;

/** The present meaning of a token (RFC 7662). For a token that is not valid, only `active` is present. */
export class IntrospectionView {
  /** True if this service would accept the access token now. */
  active: boolean;
  /** The id of the person. */
  @ApiProperty({ format: 'uuid', required: false })
  sub?: string;
  /** The id of the person's session. */
  @ApiProperty({ format: 'uuid', required: false })
  sid?: string;
  /** The id of the business that the token names; null if it names none. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true, required: false })
  bid?: string | null;
  /** `member`: a member of that business at present; `user`: a person who is not; or `operator`. */
  @ApiProperty({ enum: KINDS, required: false })
  kind?: (typeof KINDS)[number];
  /** The present role in that business; null for a person who is not a member of it. */
  @ApiProperty({ type: String, enum: ROLES, nullable: true, required: false })
  role?: Role | null;
  /** True if the business is suspended. Its people may do nothing in it. */
  @ApiProperty({ required: false })
  suspended?: boolean;
  /** True if the business is closed. */
  @ApiProperty({ required: false })
  closed?: boolean;
  @ApiProperty({ required: false })
  iss?: string;
  @ApiProperty({ required: false })
  aud?: string;
  /** Seconds since 1970. */
  @ApiProperty({ type: 'integer', required: false })
  iat?: number;
  /** Seconds since 1970. */
  @ApiProperty({ type: 'integer', required: false })
  exp?: number;
  /** @example 'Bearer' */
  @ApiProperty({ name: 'token_type', required: false })
  token_type?: string;
}
