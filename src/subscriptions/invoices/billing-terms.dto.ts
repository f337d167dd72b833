import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsObject, Max, Min, ValidateNested } from 'class-validator';
import { MayBeAbsent, MayBeNull, Satisfies } from '../../common/validation.js';

/** The largest price and the largest discount that operators can set. */
const MOST = 1_000_000_000_000;

const Amount = (least: number, required: boolean) =>
  ApiProperty({ type: 'integer', minimum: least, maximum: MOST, required });

/** A discount on each invoice: a percentage or an amount. */
export class DiscountDto {
  /** The percentage that each invoice costs less, rounded half up. Either this or `amount`. */
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 100, required: false })
  @MayBeAbsent()
  @Satisfies(
    'cannot be combined with amount',
    (_, discount) => (discount as DiscountDto).amount === undefined,
  )
  @IsInt()
  @Min(1)
  @Max(100)
  percent?: number;

  /**
   * The amount that each invoice costs less, in minor units. A discount never makes an invoice negative. Either this or
   * `percent`.
   */
  @Amount(1, false)
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(MOST)
  amount?: number;

  /** For how many invoices the discount is; null means all. */
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 1200, nullable: true })
  @Satisfies('must be an integer from 1 to 1200 or null, and needs percent or amount', (value, discount) => {
    const { percent, amount } = discount as DiscountDto;
    if (percent === undefined && amount === undefined) return false;
    return value === null || (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 1200);
  })
  cycles: number | null;
}

/** Decisions of operators about the money of a subscription. An absent field stays as it is. */
export class BillingTermsDto {
  /** Whether cycles are invoiced, from the next one that begins. */
  @MayBeAbsent()
  @IsBoolean()
  collect?: boolean;

  /** The seats that are bought, if the price is per seat. They are then the limit of seats. Not fewer than are held. */
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 1_000_000, required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  quantity?: number;

  /** A price that replaces the price of the plan, in minor units; null removes it. A change to another plan removes it too. */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: MOST, nullable: true, required: false })
  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(MOST)
  priceOverride?: number | null;

  /** A discount on each invoice; null removes it. */
  @ApiProperty({ type: DiscountDto, nullable: true, required: false })
  @MayBeNull()
  @IsObject()
  @ValidateNested()
  @Type(() => DiscountDto)
  discount?: DiscountDto | null;

  /** Days from an invoice of the business to its due date. */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 365, required: false })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(365)
  netDays?: number;
}
