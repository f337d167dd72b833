import { ApiProperty } from '@nestjs/swagger';

/** Extra units of one metered feature for one business. */
export class CreditView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  feature: string;
  /** Units granted. */
  @ApiProperty({ type: 'integer' })
  amount: number;
  /** Units that can still be used, from `startsAt` on. It is 0 after the grant was voided or has expired. */
  @ApiProperty({ type: 'integer' })
  remaining: number;
  /** Grants with a lower priority are used first. */
  @ApiProperty({ type: 'integer' })
  priority: number;
  startsAt: Date;
  /** When the grant expires; null if never. */
  expiresAt: Date | null;
  reason: string;
  voidedAt: Date | null;
  createdAt: Date;
}
