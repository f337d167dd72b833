import { DomainError, WrongState } from '../../common/domain-error.js';
import { type InvoiceRow, leftOf } from './invoice.rows.js';

/** A change costs more than the caller agreed to pay. `amount` is in minor units of `currency`. */
export const priceChanged = (amount: number, currency: string, withTax = false): DomainError =>
  new DomainError(
    'price_changed',
    `The change costs ${amount} now${withTax ? ' with tax' : ''}, which is more than was agreed. Look at the new price, and confirm it with "maxAmount".`,
    { amount, currency },
  );

/** More was to be sent back than is left of the invoice. */
export const tooMuchToSendBack = (invoice: InvoiceRow): WrongState =>
  new WrongState(invoice.status, `At most ${leftOf(invoice)}, in minor units, can still be sent back.`);
