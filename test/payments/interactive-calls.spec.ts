import { DomainError } from '../../src/common/domain-error.js';
import { callForPerson } from '../../src/payments/interactive-calls.js';
import { PaymentDeclined, ProviderUnavailable } from '../../src/payments/provider-errors.js';

describe('A call to the provider for a person who waits', () => {
  /** The patience of the person is over at once. */
  beforeEach(() => jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort()));
  afterEach(() => jest.restoreAllMocks());

  it('keeps what was decided, also when it comes late', async () => {
    const unknown = new DomainError('outcome_unknown', 'The card is charged.');
    const declined = new PaymentDeclined({ code: 'card_declined', hard: false });
    for (const decided of [unknown, declined])
      await expect(callForPerson(() => Promise.reject(decided))).rejects.toBe(decided);
  });

  it('is an outage of the provider when anything else comes late', async () => {
    for (const error of [new Error('slow'), new ProviderUnavailable('down')])
      await expect(callForPerson(() => Promise.reject(error))).rejects.toMatchObject({
        code: 'payment_unavailable',
      });
  });
});
