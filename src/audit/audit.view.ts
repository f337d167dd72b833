import { ApiProperty } from '@nestjs/swagger';

const ACTORS = ['bot', 'member', 'user', 'operator', 'system'] as const;

export class AuditActorView {
  /** @example 'member' */
  @ApiProperty({ enum: ACTORS })
  kind: (typeof ACTORS)[number];
  /** Of the member, bot, user or operator; null for the service itself, for who was erased, and for operators to customers. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  id: string | null;
}

export class AuditTargetView {
  /** @example 'key' */
  kind: string;
  id: string;
}

/** One change: who, what, when, from where. */
export class AuditEntryView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  at: Date;
  actor: AuditActorView;
  /** @example 'key.revoked' */
  action: string;
  target: AuditTargetView;
  /** What it was; null where there was nothing. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  before: Record<string, unknown> | null;
  /** What it is now; null where there is nothing. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  after: Record<string, unknown> | null;
  /** The network address it came from; null for the service's own work, and for operators to customers. @example '203.0.113.7' */
  @ApiProperty({ type: String, nullable: true })
  address: string | null;
}
