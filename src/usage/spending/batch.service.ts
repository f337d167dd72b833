import { Injectable } from '@nestjs/common';
import type { BatchCaller, UnverifiedKey } from '../../common/access.js';
import { NOT_FOR_BOTS, readBusinessName } from '../../common/business-name.js';
import { DomainError, ValidationFailed } from '../../common/domain-error.js';
import { newId } from '../../common/ids.js';
import { problemOf } from '../../common/problem.filter.js';
import { Bulkhead } from '../../database/bulkhead.js';
import { fingerprint } from '../idempotency/idempotency-key.js';
import type { BalanceView, BatchAnswerView, BatchView } from './usage.view.js';
import type { Caller } from './caller.js';
import { type Spend, spendOf } from './spend.js';
import { UsageService } from './usage.service.js';
import type { BatchItemDto, ConsumeDto } from './usage.dto.js';

/** How many batches can run at once. */
const BATCHES = 100;

/** The caller for each business that the items name, or the error if it is refused. */
type Callers = Map<string | undefined, PromiseSettledResult<Caller>>;

/** The fingerprints of a batch, by feature and amount. Most items of a batch are alike, so few are computed. */
type Fingerprints = Map<string, Buffer>;

/** Does many spends in one request. Each gets its own answer. */
@Injectable()
export class BatchService {
  private readonly inProgress = new Bulkhead(BATCHES);

  constructor(private readonly usage: UsageService) {}

  /**
   * Spends the items in their order, as one caller. One statement decides all items that it can, and also verifies the key. A
   * refused item does not stop the next. The batches of one business's bots run one after the other, so that many of them leave
   * time for other businesses.
   *
   * If an item names a business that is refused (unknown, closed, suspended), only that item is refused.
   *
   * @throws DomainError of the caller, when every item is refused; `business_required` when an item has no business
   * @throws ValidationFailed when an item of a bot names a business
   * @throws TooManyWait when the batch could not begin in time; nothing was done.
   */
  async consume(caller: BatchCaller, items: BatchItemDto[]): Promise<BatchView> {
    refuseUnnamed(caller, items);
    const queueKey = caller.isBot ? (caller.own?.businessId ?? null) : null;
    // Verify the key first, so that a made-up key does not wait in the queue of the business that it names. If all items name a
    // business, no spend would verify the request's own.
    const isOwnSpent = items.some(({ business }) => business === undefined);
    if (!isOwnSpent || (queueKey !== null && this.inProgress.isTaken(queueKey))) await caller.own?.admit();
    return this.inProgress.run(() => this.consumeAll(caller, items), queueKey ?? newId());
  }

  private async consumeAll(caller: BatchCaller, items: BatchItemDto[]): Promise<BatchView> {
    const errors: Error[] = [];
    const callers = await callersOf(caller, items, errors);
    const replayed = new Set<Spend>();
    const fingerprints: Fingerprints = new Map();
    const spends = items.map((item) => spendBy(callers, item, replayed, fingerprints));
    const spent = (await this.usage.consumeAll(spends.filter((spend) => spend !== null))).values();
    const answers = items.map(({ business }, place) => {
      const spend = spends[place] ?? null;
      return spend === null
        ? problemOf(rejectionOf(callers, business))
        : answerOf(spent.next().value, replayed.has(spend));
    });
    const [refused] = errors;
    // An item may be done, also where it is answered that its outcome is unknown.
    const nothingDone = answers.every(({ status }) => status >= 400 && status < 500);
    if (refused !== undefined && nothingDone) throw refused;
    return { data: answers };
  }
}

/** Makes the callers. An error of the caller's own key is added to `errors`. An error of a business that an item names is not. */
async function callersOf(
  { own, inBusiness }: BatchCaller,
  items: BatchItemDto[],
  errors: Error[],
): Promise<Callers> {
  const named = [...new Set(items.map(({ business }) => business))];
  const callerIn = async (business: string | undefined): Promise<Caller> => {
    const name = business === undefined ? null : readBusinessName(business);
    return name === null ? noting(own as UnverifiedKey, errors) : inBusiness(name);
  };
  const callers = await Promise.allSettled(named.map(callerIn));
  return new Map(named.map((business, place) => [business, callers[place] as PromiseSettledResult<Caller>]));
}

const noting = (own: UnverifiedKey, errors: Error[]): Caller => ({
  ...own,
  admit: () =>
    own.admit().catch((error: Error) => {
      errors.push(error);
      throw error;
    }),
});

/**
 * Makes the spend of an item; null if its business is refused already. A missing amount is 1, and stays missing in the fingerprint.
 * The spend is added to `replayed` if its answer is an earlier one.
 */
function spendBy(
  callers: Callers,
  { feature, amount, idempotencyKey: key, business }: BatchItemDto,
  replayed: Set<Spend>,
  fingerprints: Fingerprints,
): Spend | null {
  const caller = callers.get(business);
  if (caller?.status !== 'fulfilled') return null;
  const keyed =
    key === undefined
      ? null
      : {
          key,
          fingerprint: fingerprintOf({ feature, amount }, fingerprints),
          replayed: () => void replayed.add(spend),
        };
  const spend = spendOf(caller.value, { feature, amount: amount ?? 1, keyed });
  return spend;
}

function rejectionOf(callers: Callers, business: string | undefined): Error {
  const caller = callers.get(business);
  return caller?.status === 'rejected' ? (caller.reason as Error) : new Error('No caller.');
}

function refuseUnnamed({ isBot, own }: BatchCaller, items: BatchItemDto[]): void {
  if (own === null && items.some(({ business }) => business === undefined))
    throw new DomainError(
      'business_required',
      'An operator key works for many businesses. Name one by X-Business, or one in each item.',
    );
  const wrong = items.flatMap(({ business }, place) =>
    isBot && business !== undefined ? [{ field: `items.${place}.business`, message: NOT_FOR_BOTS }] : [],
  );
  if (wrong.length > 0) throw new ValidationFailed(wrong);
}

/** The fingerprint as `POST /v1/usage` makes it, so that a retry can be sent alone. */
function fingerprintOf(body: ConsumeDto, fingerprints: Fingerprints): Buffer {
  const name = `${body.feature} ${body.amount}`;
  let known = fingerprints.get(name);
  if (known === undefined) fingerprints.set(name, (known = fingerprint('POST', '/v1/usage', body)));
  return known;
}

const answerOf = (answer: BalanceView | Error | undefined, replayed: boolean): BatchAnswerView =>
  answer === undefined || answer instanceof Error
    ? problemOf(answer)
    : { status: 200, ...answer, ...(replayed && { replayed }) };
