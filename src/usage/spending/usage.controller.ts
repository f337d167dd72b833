import { Body, Controller, Post } from '@nestjs/common';
import {
  AllowBots,
  AllowBotsUnverified,
  AllowBotsPerItem,
  type BatchCaller,
  CurrentBatchCaller,
  CurrentProgram,
  CurrentUnverifiedKey,
  Now,
  type UnverifiedKey,
} from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { ProgramPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { BatchService } from './batch.service.js';
import { SpendRefundsService } from './spend-refunds.service.js';
import {
  KEY_PROBLEMS,
  Keyed,
  type KeyedRequest,
  TakesKey,
  TakesNoKey,
} from '../idempotency/idempotency-key.js';
import { BatchDto, ConsumeDto, RefundDto } from './usage.dto.js';
import { SPEND_PROBLEMS } from '../usage.errors.js';
import { UsageService } from './usage.service.js';
import { BalanceView, BatchView, RefundView } from './usage.view.js';

/**
 * Spends units and gives them back, for bots. `history/business-usage.controller.ts` has the routes of people under the same path.
 */
@Controller('v1/usage')
@Chapter('Usage')
export class UsageController {
  constructor(
    private readonly usage: UsageService,
    private readonly batches: BatchService,
    private readonly refunds: SpendRefundsService,
  ) {}

  @Post()
  @AllowBotsUnverified('usage:write')
  @Operation({
    id: 'consumeFeature',
    summary: 'Spend units of a metered feature, or check a switch',
    description: 'All of the amount is spent or none of it. A refusal names the plans that would allow more.',
    answers: BalanceView,
    body: { feature: 'recordings', amount: 1 },
    refuses: [...SPEND_PROBLEMS],
  })
  @TakesKey()
  consume(
    @CurrentUnverifiedKey() unverifiedKey: UnverifiedKey,
    @Body() body: ConsumeDto,
    @Keyed() keyed: KeyedRequest | null,
  ): Promise<BalanceView> {
    return this.usage.consume(unverifiedKey, body, keyed);
  }

  @Post('batch')
  @AllowBotsPerItem('usage:write')
  @Operation({
    id: 'consumeBatch',
    summary: 'Spend many times in one request',
    description:
      'Each item is granted or refused by itself, in order. Its answer has the status, and the answer or problem that it would ' +
      'have got alone. But input that is wrong in one item refuses the whole request: `errors` names `items.N.…`, and nothing is ' +
      'spent. Put the idempotency key of each spend into its item; the header `Idempotency-Key` is refused here. With an ' +
      'operator key an item can name its business. `X-Business` names the business of all other items.',
    answers: BatchView,
    body: {
      items: [
        { feature: 'recordings', idempotencyKey: 'call-1' },
        { feature: 'recordings', amount: 2 },
      ],
    },
  })
  @TakesNoKey()
  batch(@CurrentBatchCaller() caller: BatchCaller, @Body() body: BatchDto): Promise<BatchView> {
    return this.batches.consume(caller, body.items);
  }

  @Post(':id/refund')
  @AllowBots('usage:refund')
  @Operation({
    id: 'refundUsage',
    summary: 'Give back units that were spent with a key, all of them or a part',
    description:
      'Units go back to the credits that paid, the last ones first, then to the plan. After the end of the cycle only units of ' +
      'credits that are still live can be given back. If you give back a part, send an Idempotency-Key, so that a retry gives it ' +
      'back once.',
    answers: RefundView,
    body: { amount: 1 },
    refuses: [
      'not_found',
      'already_refunded',
      'refund_too_large',
      'cycle_closed',
      'renewal_failed',
      ...KEY_PROBLEMS,
    ],
  })
  @TakesKey()
  refund(
    @CurrentProgram() program: ProgramPrincipal,
    @IdParam('id', 'The id of the spend, from its answer.') id: string,
    @Body() body: RefundDto,
    @Keyed() keyed: KeyedRequest | null,
    @Now() now: Date,
  ): Promise<RefundView> {
    return this.refunds.refund(program, id, body.amount, keyed, now);
  }
}
