import { ApiProperty } from '@nestjs/swagger';

const ACTORS = ['bot', 'member', 'user', 'operator', 'service', 'system'] as const;

export class AuditActorView {
  /**
   * The kind of actor. `service` is the product's backend with an operator key; `system` is this service itself. @example 'member'
   */
  @ApiProperty({ enum: ACTORS })
  kind: (typeof ACTORS)[number];
  /**
   * The id of the member, bot, user, operator or operator key. It is null for the service itself and for a person who was erased.
   * Customers also see null for operators and operator keys.
   */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  id: string | null;
  /**
   * The present name. It is null for the service itself and for somebody who no longer exists. Customers also see null for
   * operators.
   * @example 'Ada Lovelace'
   */
  @ApiProperty({ type: String, nullable: true })
  name: string | null;
}

export class AuditTargetView {
  /** @example 'key' */
  kind: string;
  id: string;
  /** The present name; null if the target no longer exists or has no name. @example 'Production' */
  @ApiProperty({ type: String, nullable: true })
  name: string | null;
}

/** One change: who made it, what changed, when, and from where. */
export class AuditEntryView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  at: Date;
  actor: AuditActorView;
  /** @example 'key.revoked' */
  action: string;
  target: AuditTargetView;
  /** The changed fields of the target before the change; null if there was nothing. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  before: Record<string, unknown> | null;
  /** The changed fields of the target after the change; null if there is nothing. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  after: Record<string, unknown> | null;
  /**
   * The network address of the request; null for the service itself. Customers also see null for operators. @example '203.0.113.7'
   */
  @ApiProperty({ type: String, nullable: true })
  address: string | null;
}

export class AuditedBusinessView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'Analytical Engines' */
  name: string;
}

/** An entry, as operators see it. */
export class OperatorAuditEntryView extends AuditEntryView {
  /** The business that the change is about; null if it is about none. */
  @ApiProperty({ type: AuditedBusinessView, nullable: true })
  business: AuditedBusinessView | null;
}
