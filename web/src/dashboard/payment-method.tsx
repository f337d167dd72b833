import { inWords } from '../ui/format.js';
import type { Billing } from './reads.js';

/** Names the payment method that is charged: `Visa ending in 4242`, `Sepa Debit ending in 3000`, `Paypal`. */
export const PaymentMethod = ({ of: { brand, last4 } }: { of: NonNullable<Billing['card']> }) => (
  <>
    <span className="brand">{inWords(brand ?? 'card')}</span>
    {last4 !== null && ` ending in ${last4}`}
  </>
);
