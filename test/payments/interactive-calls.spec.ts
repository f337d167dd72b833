import { DomainError } from '../../src/common/domain-error.js';
import { askedByPerson } from '../../src/payments/interactive-calls.js';
import { ProviderUnavailable } from '../../src/payments/provider-errors.js';

describe('A call to the provider for a person who waits', () => {
  /** The patience of the person is over at once. */
  beforeEach(() => jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort()));
  afterEach(() => jest.restoreAllMocks());

  it('keeps what was decided, also when it comes late', async () => {
    const decided = new DomainError('outcome_unknown', 'The card is charged.');
    await expect(askedByPerson(() => Promise.reject(decided))).rejects.toBe(decided);
  });

  it('is an outage of the provider when anything else comes late', async () => {
    for (const error of [new Error('slow'), new ProviderUnavailable('down')])
      await expect(askedByPerson(() => Promise.reject(error))).rejects.toMatchObject({
        code: 'payment_unavailable',
      });
  });
});
