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
  /** Named by the head of a token. */
  kid: string;
  /** @example 'sig' */
  use: string;
  /** @example 'ES256' */
  alg: string;
}

export class JwksView {
  /** The keys that may have signed a token; empty where a secret signs access tokens. */
  @ApiProperty({ type: () => [JwkView] })
  keys: JwkView[];
}

const KINDS = ['member', 'user', 'operator'] as const;

/** The present meaning of a token (RFC 7662). A token that is not good gets `active` alone. */
export class IntrospectionView {
  /** True of an access token that this service would take now. */
  active: boolean;
  /** The person. */
  @ApiProperty({ format: 'uuid', required: false })
  sub?: string;
  /** Their session. */
  @ApiProperty({ format: 'uuid', required: false })
  sid?: string;
  /** The business that the token names; null for none. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true, required: false })
  bid?: string | null;
  /** `member` of that business as of now, `user` who is none, or `operator`. */
  @ApiProperty({ enum: KINDS, required: false })
  kind?: (typeof KINDS)[number];
  /** The present role in that business; null for a person who is not its member. */
  @ApiProperty({ type: String, enum: ROLES, nullable: true, required: false })
  role?: Role | null;
  /** True of a business that is suspended: its people may do nothing in it. */
  @ApiProperty({ required: false })
  suspended?: boolean;
  /** True of a business that is closed. */
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
