import { ApiProperty } from '@nestjs/swagger';
import { OPERATOR_KEY_SCOPES, type OperatorKeyScope } from '../../common/principal.js';

export class KeyOwnerView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'charles@example.com' */
  email: string;
}

/** An operator key. Its full text was shown only when it was made. */
export class OperatorKeyView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'CRM' */
  name: string;
  /** How the key begins. @example 'tnr_op_' */
  prefix: string;
  /** How it ends. @example 'x7Qp' */
  lastFour: string;
  /** What the key may do. `admin` allows everything that the operator in `operator` may do. */
  @ApiProperty({ enum: OPERATOR_KEY_SCOPES, isArray: true })
  scopes: OperatorKeyScope[];
  /** The addresses and networks from which the key may be used; null is everywhere. @example ['203.0.113.0/24'] */
  @ApiProperty({ type: String, isArray: true, nullable: true })
  networks: string[] | null;
  /** A key with `admin` acts as this operator; null for a key without `admin`. */
  operator: KeyOwnerView | null;
  /** The operator who made the key; null if the operator was removed. */
  madeBy: KeyOwnerView | null;
  expiresAt: Date | null;
  /** When the key was last used, exact to a minute. */
  lastUsedAt: Date | null;
  createdAt: Date;
}

/** A key that has just been made. */
export class NewOperatorKeyView extends OperatorKeyView {
  /**
   * The key. It is shown only here; the service stores only its hash. @example 'tnr_op_exampleexampleexampleexampleexample000000'
   */
  apiKey: string;
}
