import { ApiProperty } from '@nestjs/swagger';

/** The result of the erasure of a business. */
export class ErasedView {
  @ApiProperty({ format: 'uuid' })
  businessId: string;
  /** How many rows, by table. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  rows: Record<string, number>;
  /** How many accounts of people who belonged to no other business. @example 3 */
  @ApiProperty({ type: 'integer' })
  people: number;
}

/** The person who was erased. */
export class ErasedPersonView {
  @ApiProperty({ format: 'uuid' })
  userId: string;
  /** How many businesses they left. @example 1 */
  @ApiProperty({ type: 'integer' })
  memberships: number;
}
