import type { BatchCaller, UnverifiedKey } from '../../src/common/access.js';
import { DomainError } from '../../src/common/domain-error.js';
import { newId } from '../../src/common/ids.js';
import { BatchService } from '../../src/usage/spending/batch.service.js';
import type { UsageService } from '../../src/usage/spending/usage.service.js';
import type { Spend } from '../../src/usage/spending/spend.js';

describe('A batch whose own business is refused', () => {
  const closed = new DomainError('business_closed', 'It is closed.');
  const keyOf = (admit: () => Promise<never>): UnverifiedKey => ({
    businessId: newId(),
    externalId: null,
    keyHash: 'hash',
    scope: 'usage:write',
    address: null,
    now: new Date(),
    admit,
  });
  const own = keyOf(() => Promise.reject(closed));
  const caller: BatchCaller = {
    isBot: false,
    own,
    inBusiness: () => Promise.resolve(keyOf(() => Promise.reject(new Error('not asked')))),
  };
  /** Spends that are all refused by the guard, but for the last, which ends with `error`. */
  const batches = (error: Error) =>
    new BatchService({
      consumeAll: (spends: Spend[]) =>
        Promise.all(
          spends.map((spend, place) =>
            place < spends.length - 1
              ? spend.caller.admit().catch((refused: Error) => refused)
              : Promise.resolve(error),
          ),
        ),
    } as unknown as UsageService);
  const items = [{ feature: 'recordings' }, { feature: 'recordings', business: newId() }];

  it('answers each item if another may be done', async () => {
    const unknown = new DomainError('outcome_unknown', 'Ask again.');
    const { data } = await batches(unknown).consume(caller, items);
    expect(data).toMatchObject([
      { status: 403, code: 'business_closed' },
      { status: 503, code: 'outcome_unknown' },
    ]);
  });

  it('is refused as a whole if every item is', async () => {
    await expect(batches(closed).consume(caller, items)).rejects.toBe(closed);
  });
});
