import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { PageQuery } from '../../common/paging.js';
import { Id, MAX_UNITS, MayBeAbsent, Text } from '../../common/validation.js';
import { INVOICE_STATUSES } from '../../subscriptions/index.js';

const PROBLEMS = ['amountMismatch', 'unapplied', 'refused'] as const;

/** Selects invoices among those of all businesses. A filter that is absent selects all. */
export class AdminInvoicesQuery extends PageQuery {
  /** The number of the invoice, as a whole. @example 'INV-000042' */
  @ApiProperty({ required: false })
  @MayBeAbsent()
  @Text(200)
  number?: string;

  /** Only invoices with this status. */
  @ApiProperty({ enum: INVOICE_STATUSES, required: false })
  @MayBeAbsent()
  @IsIn(INVOICE_STATUSES)
  status?: (typeof INVOICE_STATUSES)[number];

  /** `amountMismatch`: paid with a wrong amount. `unapplied`: paid for nothing. `refused`: refused by the provider each time. */
  @ApiProperty({ enum: PROBLEMS, required: false })
  @MayBeAbsent()
  @IsIn(PROBLEMS)
  problem?: (typeof PROBLEMS)[number];

  /** Only invoices of this business. */
  @ApiProperty({ required: false })
  @MayBeAbsent()
  @Id()
  businessId?: string;
}

export class MarkPaidDto {
  /** The name of the payment at the bank. */
  @Text(200)
  reference: string;
}

export class VoidInvoiceDto {
  /** Why the invoice need not be paid. */
  @Text(200)
  reason: string;
}

export class RefundInvoiceDto {
  /** The amount to send back, in minor units. The default is all that is left. */
  @ApiProperty({ type: 'integer', minimum: 1, required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(MAX_UNITS)
  amount?: number;

  /** Why the money is sent back. The credit note shows it. */
  @Text(200)
  reason: string;
}
