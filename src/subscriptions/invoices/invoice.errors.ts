import { DomainError } from '../../common/domain-error.js';

/** A change costs more than the caller agreed to pay. `amount` is in minor units of `currency`. */
export const priceChanged = (amount: number, currency: string, withTax = false): DomainError =>
  new DomainError(
    'price_changed',
    `The change costs ${amount} now${withTax ? ' with tax' : ''}, which is more than was agreed. Look at the new price, and confirm it with "maxAmount".`,
    { amount, currency },
  );
