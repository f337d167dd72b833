import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, IsUUID, Max, Min } from 'class-validator';
import { PageQuery } from '../../common/paging.js';
import { MAX_UNITS, MayBeAbsent, Text } from '../../common/validation.js';
import { INVOICE_STATUSES } from '../../subscriptions/index.js';

const PROBLEMS = ['amountMismatch', 'unapplied', 'refused'] as const;

/** Which invoices of all businesses to list. What is absent is not looked at. */
export class AdminInvoicesQuery extends PageQuery {
  @ApiProperty({ enum: INVOICE_STATUSES, required: false })
  @MayBeAbsent()
  @IsIn(INVOICE_STATUSES, { message: `must be one of ${INVOICE_STATUSES.join(', ')}` })
  status?: (typeof INVOICE_STATUSES)[number];

  /** Paid with a wrong amount, paid for nothing, or refused by the provider each time. */
  @ApiProperty({ enum: PROBLEMS, required: false })
  @MayBeAbsent()
  @IsIn(PROBLEMS, { message: `must be one of ${PROBLEMS.join(', ')}` })
  problem?: (typeof PROBLEMS)[number];

  @ApiProperty({ format: 'uuid', required: false })
  @MayBeAbsent()
  @IsUUID(undefined, { message: 'must be a UUID' })
  businessId?: string;
}

export class MarkPaidDto {
  /** Names the payment at the bank. */
  @Text(200)
  reference: string;
}

export class VoidInvoiceDto {
  /** Why it need not be paid. */
  @Text(200)
  reason: string;
}

export class RefundInvoiceDto {
  /** The amount to send back, in minor units; all that is left by default. */
  @ApiProperty({ type: 'integer', minimum: 1, required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(MAX_UNITS)
  amount?: number;

  /** Why it is sent back, as the credit note says. */
  @Text(200)
  reason: string;
}
