import { ApiProperty } from '@nestjs/swagger';

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
  /** The operator that the key acts as; it ends when they are removed. */
  operator: KeyOwnerView;
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
