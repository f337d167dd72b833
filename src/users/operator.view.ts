import { ApiProperty } from '@nestjs/swagger';
import { SERVICE_SCOPES, type ServiceScope } from '../common/principal.js';

/** One of the people who run the service. */
export class OperatorView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'charles@example.com' */
  email: string;
  /** @example 'Charles' */
  firstName: string;
  /** @example 'Babbage' */
  lastName: string;
  emailVerifiedAt: Date | null;
  createdAt: Date;
}

export class KeyOwnerView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'charles@example.com' */
  email: string;
}

/** A key of the operators' own backend. What it is in clear was shown when it was made. */
export class OperatorKeyView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'CRM' */
  name: string;
  /** How the key begins. @example 'tnr_op_' */
  prefix: string;
  /** How it ends. @example 'x7Qp' */
  lastFour: string;
  /** The rights of the key. `admin` is all that the operator in `operator` may do. */
  @ApiProperty({ enum: SERVICE_SCOPES, isArray: true })
  scopes: ServiceScope[];
  /** Where it may come from; null is anywhere. @example ['203.0.113.0/24'] */
  @ApiProperty({ type: String, isArray: true, nullable: true })
  networks: string[] | null;
  /** The operator that a key with `admin` acts as, until they are removed; null for a key of the installation. */
  operator: KeyOwnerView | null;
  /** The operator who made the key; null when they are no longer there. */
  madeBy: KeyOwnerView | null;
  expiresAt: Date | null;
  /** Within a minute. */
  lastUsedAt: Date | null;
  createdAt: Date;
}

/** A key that has just been made. */
export class NewOperatorKeyView extends OperatorKeyView {
  /** Shown here and never again; only its hash is kept. @example 'tnr_op_exampleexampleexampleexampleexample000000' */
  apiKey: string;
}
