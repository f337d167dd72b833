import type { Stripe } from 'stripe';
import { ProviderNotFound, ProviderRefused, RightMissing } from '../provider-errors.js';
import { StripeClient } from './stripe-client.js';
import type { StripeSettings } from './stripe.provider.js';

/** One call for each right that docs/launch.md names. No call writes: it reads, or it names an object that does not exist. */
const CALLS: Record<string, (stripe: Stripe) => Promise<unknown>> = {
  'Connected Accounts: read': ({ accounts }) => accounts.retrieveCurrent(),
  'Events: read': ({ events }) => events.list({ limit: 1 }),
  'Charges and Refunds: read': ({ charges }) => charges.retrieve('ch_none'),
  'Payment Intents: read': ({ paymentIntents }) => paymentIntents.retrieve('pi_none'),
  'Setup Intents: read': ({ setupIntents }) => setupIntents.retrieve('seti_none'),
  'Disputes: read': ({ disputes }) => disputes.list({ limit: 1 }),
  'Customers: write': ({ customers }) => customers.update('cus_none', { description: '' }),
  'Tax IDs: write': ({ customers }) => customers.deleteTaxId('cus_none', 'txi_none'),
  'Checkout Sessions: write': ({ checkout }) => checkout.sessions.expire('cs_none'),
  'Invoices: write': ({ invoices }) => invoices.voidInvoice('in_none'),
  'Payment Methods: write': ({ paymentMethods }) => paymentMethods.detach('pm_none'),
  'Credit Notes: write': ({ creditNotes }) => creditNotes.voidCreditNote('cn_none'),
  'Customer Portal: write': ({ billingPortal }) => billingPortal.sessions.create({ customer: 'cus_none' }),
};

/**
 * Returns the rights that the key lacks. It changes nothing at Stripe.
 *
 * @throws KeyRefused, or ProviderUnavailable when Stripe does not answer; the reason of `signal` when it is aborted
 */
export async function missingRights(
  { secretKey, apiBase }: Pick<StripeSettings, 'secretKey' | 'apiBase'>,
  signal: AbortSignal,
): Promise<string[]> {
  const client = new StripeClient(secretKey, apiBase);
  const [first, ...others] = Object.entries(CALLS).map(([right, call]) => async (): Promise<string[]> => {
    try {
      await client.call(signal, call);
      return [];
    } catch (error) {
      if (error instanceof RightMissing) return [right];
      if (error instanceof ProviderNotFound || error instanceof ProviderRefused) return [];
      throw error;
    }
  });
  // The first call goes alone: if the key is refused or Stripe is down, it is the only one.
  const missing = [await first!()];
  missing.push(...(await Promise.all(others.map((other) => other()))));
  return missing.flat();
}
