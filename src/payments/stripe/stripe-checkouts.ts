import type { Stripe } from 'stripe';
import type { CheckoutToOpen, ProviderCheckout } from '../provider-values.js';
import { readInvoice } from './stripe-invoices.js';
import { key, type StripeParams } from './stripe-params.js';
import { idOf, toCheckout } from './stripe-shapes.js';

/** Opens a hosted page that takes money, or only saves a card. */
export async function openCheckout(
  { checkout }: Stripe,
  params: StripeParams,
  asked: CheckoutToOpen,
): Promise<ProviderCheckout> {
  const page = asked.mode === 'pay' ? params.payPage(asked) : params.setupPage(asked);
  return toCheckout(await checkout.sessions.create(page, key('checkout', asked.checkoutId, asked.attempt)));
}

/** Reads a checkout, with the invoice that was paid on it. */
export async function readCheckout(stripe: Stripe, reference: string): Promise<ProviderCheckout> {
  const session = await stripe.checkout.sessions.retrieve(reference, {
    expand: ['payment_intent.latest_charge', 'setup_intent.latest_attempt'],
  });
  const checkout = toCheckout(session);
  if (session.mode !== 'payment' || checkout.state !== 'done') return checkout;
  const invoice = idOf(session.invoice);
  // Stripe makes the invoice of a paid session a moment after the payment.
  if (invoice === null) return { ...checkout, state: 'processing', invoiceFollows: true };
  return { ...checkout, invoice: await readInvoice(stripe, invoice) };
}
