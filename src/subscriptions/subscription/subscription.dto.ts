import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, Max, Min, ValidateIf } from 'class-validator';
import { Code, Instant, MAX_UNITS, MayBeAbsent, Satisfies } from '../../common/validation.js';
import { BillingTermsDto } from '../invoices/billing-terms.dto.js';
import { type When, WHENS } from './change-rules.js';

export const AsWhen = () =>
  applyDecorators(ApiProperty({ enum: WHENS, required: false }), MayBeAbsent(), IsIn(WHENS));

const MOST_SEATS = 1_000_000;

/** The seats that an owner asks for. */
export const AsSeats = () =>
  applyDecorators(
    ApiProperty({
      type: 'integer',
      minimum: 1,
      maximum: MOST_SEATS,
      required: false,
      description:
        'How many seats to have, if the price is per seat. On the present plan, more seats are paid for now, and fewer begin when the cycle ends.',
    }),
    MayBeAbsent(),
    IsInt(),
    Min(1),
    Max(MOST_SEATS),
  );

/** The most that an owner agrees to pay now. */
export const AsMaxAmount = () =>
  applyDecorators(
    ApiProperty({
      type: 'integer',
      minimum: 0,
      maximum: MAX_UNITS,
      required: false,
      description:
        'The most to pay now, in minor units and with tax, as the preview said. If the change costs more by then, nothing is done.',
    }),
    MayBeAbsent(),
    IsInt(),
    Min(0),
    Max(MAX_UNITS),
  );

/** Whether to apply the newest terms of the present plan now. Any other plan begins with its newest terms. */
const AsTerms = () =>
  applyDecorators(
    ApiProperty({
      enum: ['newest'],
      required: false,
      description:
        'With the present plan: apply its newest terms now, and not at the next cycle. Boundaries and usage stay.',
    }),
    MayBeAbsent(),
    IsIn(['newest'], { message: 'must be "newest"' }),
  );

export class ChangePlanDto {
  /** The plan to be on. */
  @Code()
  planCode: string;

  /** Now, or when the running cycle ends. If absent, the prices of the two plans decide. */
  @AsWhen()
  when?: When;

  @AsTerms()
  terms?: 'newest';

  @AsSeats()
  quantity?: number;

  @AsMaxAmount()
  maxAmount?: number;
}

/** The field says something about a change of plan. */
const WithPlan = () =>
  Satisfies(
    'is allowed only together with planCode',
    (_, request) => (request as PutSubscriptionDto).planCode !== undefined,
  );

const TERMS = ['collect', 'quantity', 'priceOverride', 'discount', 'netDays'] as const;
const hasTerms = (request: BillingTermsDto) => TERMS.some((term) => request[term] !== undefined);

export class PutSubscriptionDto extends BillingTermsDto {
  /**
   * The plan to be on. It is required, unless one of the fields about money is there: `collect`, `quantity`, `priceOverride`,
   * `discount` or `netDays`. Without it only these are set: plan, trial, pending plan and cancel stay.
   */
  @ApiProperty({ required: false })
  @ValidateIf((request: PutSubscriptionDto) => request.planCode !== undefined || !hasTerms(request))
  @Code()
  planCode?: string;

  /** Now (the default), or when the running cycle ends. */
  @AsWhen()
  @WithPlan()
  when?: When;

  @AsTerms()
  @WithPlan()
  terms?: 'newest';

  /** Whether to begin with the plan's trial, which must be unused. Only with a change now. */
  @MayBeAbsent()
  @WithPlan()
  @Satisfies('is not allowed with "when": "cycleEnd"', (value, request) => {
    return value !== true || (request as PutSubscriptionDto).when !== 'cycleEnd';
  })
  @IsBoolean()
  trial?: boolean;
}

export class CancelDto {
  /** When the running cycle ends (the default), or now. */
  @AsWhen()
  when?: When;
}

export class ExtendTrialDto {
  /** When the running trial ends: not before its present end, at most 730 days after its start. */
  @Instant()
  endsAt: Date;
}
