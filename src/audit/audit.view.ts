import { ApiProperty } from '@nestjs/swagger';

const ACTORS = ['bot', 'member', 'user', 'operator', 'service', 'system'] as const;

export class AuditActorView {
  /** `service` is the product's own backend, with an operator key; `system` is this service itself. @example 'member' */
  @ApiProperty({ enum: ACTORS })
  kind: (typeof ACTORS)[number];
  /**
   * The id of the member, bot, user, operator or operator key. Null for the service itself and for somebody who was erased; to
   * customers also for operators and their keys.
   */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  id: string | null;
  /**
   * The present name; null for the service itself, for somebody who is gone, and to customers for operators.
   * @example 'Ada Lovelace'
   */
  @ApiProperty({ type: String, nullable: true })
  name: string | null;
}

export class AuditTargetView {
  /** @example 'key' */
  kind: string;
  id: string;
  /** The present name; null where it is gone or has no name. @example 'Production' */
  @ApiProperty({ type: String, nullable: true })
  name: string | null;
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
  /** The target before the change; null where there was nothing. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  before: Record<string, unknown> | null;
  /** The target after the change; null where there is nothing. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  after: Record<string, unknown> | null;
  /** The network address it came from; null for the service's own work, and for operators to customers. @example '203.0.113.7' */
  @ApiProperty({ type: String, nullable: true })
  address: string | null;
}

export class AuditedBusinessView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'Analytical Engines' */
  name: string;
}

/** An entry as operators see it. */
export class OperatorAuditEntryView extends AuditEntryView {
  /** The business that the change is about; null where there is none. */
  @ApiProperty({ type: AuditedBusinessView, nullable: true })
  business: AuditedBusinessView | null;
}
