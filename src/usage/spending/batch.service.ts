import { Injectable } from '@nestjs/common';
import { problemOf } from '../../common/problem.filter.js';
import { Bulkhead } from '../../database/bulkhead.js';
import { fingerprint, type KeyedRequest } from '../idempotency/idempotency-key.js';
import type { BalanceView, BatchAnswerView, BatchView } from '../usage.view.js';
import type { Caller } from './caller.js';
import { type Spend, spendOf } from './spend.js';
import { type Consumption, UsageService } from './usage.service.js';

/** How many batches are under way at once, each of another business. */
const BATCHES = 100;

/** One spend of a batch, with a key of its own or none. */
export interface BatchItem extends Consumption {
  idempotencyKey?: string;
}

/** Many spends in one request, each with its own answer. */
@Injectable()
export class BatchService {
  private readonly inProgress = new Bulkhead(BATCHES);

  constructor(private readonly usage: UsageService) {}

  /**
   * Spends the items in their order, as one caller. One statement decides what it can, and verifies the caller too. A refused
   * item does not stop the next one. The batches of one business run one after the other, so that a flood of them leaves time for
   * others.
   *
   * @throws DomainError of the caller, when nothing was spent
   * @throws TooManyWait when the business's batch could not begin in time; nothing was done.
   */
  async consume(caller: Caller, items: BatchItem[]): Promise<BatchView> {
    // A request with a made-up key does not wait in the queue of the business that it names.
    if (this.inProgress.isTaken(caller.businessId)) await caller.admit();
    return this.inProgress.run(() => this.consumeAll(caller, items), caller.businessId);
  }

  private async consumeAll(caller: Caller, items: BatchItem[]): Promise<BatchView> {
    const problems: Error[] = [];
    const admit = () =>
      caller.admit().catch((error: Error) => {
        problems.push(error);
        throw error;
      });
    const spends = items.map((item) => toSpend({ ...caller, admit }, item));
    const answers = await Promise.all((await this.usage.consumeAll(spends)).map(answerOf));
    const [refused] = problems;
    if (refused !== undefined && !answers.some(({ status }) => status === 200)) throw refused;
    return { data: answers };
  }
}

/** A missing amount counts as 1. In the fingerprint it stays missing. */
function toSpend(caller: Caller, { feature, amount, idempotencyKey: key }: BatchItem): Spend {
  const keyed = key === undefined ? null : keyOf(key, { feature, amount });
  return spendOf(caller, { feature, amount: amount ?? 1, keyed });
}

/** The fingerprint that `POST /v1/usage` would have, so that an item can be retried alone. */
const keyOf = (key: string, body: Consumption): KeyedRequest => ({
  key,
  fingerprint: fingerprint('POST', '/v1/usage', body),
  replayed: () => undefined,
});

const answerOf = (answer: Promise<BalanceView>): Promise<BatchAnswerView> =>
  answer.then((balance) => ({ status: 200, ...balance }), problemOf);
