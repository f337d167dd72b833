import { Inject, Injectable } from '@nestjs/common';
import type { BotPrincipal } from '../../common/principal.js';
import { problemOf } from '../../common/problem.filter.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Bulkhead } from '../../database/bulkhead.js';
import { admittedCaller, type Caller } from './caller.js';
import { fingerprint, type KeyedRequest } from '../idempotency/idempotency-key.js';
import { type Consumption, UsageService } from './usage.service.js';
import type { BatchAnswerView, BatchView } from '../usage.view.js';

/** Batches under way at once, of as many businesses. */
const BATCHES = 100;

/** One spend of a batch, with a key of its own or none. */
export interface BatchItem extends Consumption {
  idempotencyKey?: string;
}

/** Many spends in one request, each with an answer of its own. */
@Injectable()
export class BatchService {
  private readonly inProgress = new Bulkhead(BATCHES);

  constructor(
    private readonly usage: UsageService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Spends the items in their order; a refused one does not stop the next. Never throws on account of an item. The batches
   * of one business take turns, so that a flood of them leaves this process time for others.
   *
   * @throws TooManyWait when the business's batch could not begin in time; nothing was done.
   */
  consume(bot: BotPrincipal, items: BatchItem[], now: Date): Promise<BatchView> {
    return this.inProgress.run(() => this.consumeAll(bot, items, now), bot.businessId);
  }

  private async consumeAll(bot: BotPrincipal, items: BatchItem[], now: Date): Promise<BatchView> {
    await this.usage.learnKinds(items.map(({ feature }) => feature));
    const caller = admittedCaller(bot.businessId, now);
    const answers: Promise<BatchAnswerView>[] = [];
    for (const item of items) {
      const answer = this.consumeOne(caller, item);
      // Batched, they arrive in order and are decided together. Else each waits for the one before.
      if (!this.config.usageBatching) await answer;
      answers.push(answer);
    }
    return { data: await Promise.all(answers) };
  }

  private async consumeOne(caller: Caller, item: BatchItem): Promise<BatchAnswerView> {
    const { feature, amount } = item;
    try {
      return { status: 200, ...(await this.usage.consume(caller, { feature, amount }, keyOf(item))) };
    } catch (error) {
      return problemOf(error);
    }
  }
}

/** As `POST /v1/usage` would have it, so that a retry may come alone. */
const keyOf = ({ idempotencyKey: key, feature, amount }: BatchItem): KeyedRequest | null =>
  key === undefined
    ? null
    : { key, fingerprint: fingerprint('POST', '/v1/usage', { feature, amount }), replayed: () => undefined };
