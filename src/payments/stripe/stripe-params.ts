import type { Stripe } from 'stripe';
import type {
  Address,
  CheckoutToOpen,
  CustomerToKeep,
  InvoiceToIssue,
  Line,
  LinesToQuote,
} from '../provider-values.js';
import { MARKS, seconds } from './stripe-shapes.js';

/** `STRIPE_TAX`: Stripe computes no tax, adds it to the price, or counts it as included in the price. */
export type StripeTax = 'off' | 'exclusive' | 'inclusive';

/** The longest name of a line that Stripe accepts. */
const LONGEST_NAME = 250;

/** The idempotency key. Calls with the same key are done once. Stripe remembers a key for a day. */
export const key = (call: string, id: string, attempt: number | string) => ({
  idempotencyKey: `tenure:${call}:${id}:${attempt}`,
});

/** Makes the parameters of Stripe's calls. All amounts that are sent to Stripe are made here. */
export class StripeParams {
  constructor(private readonly tax: StripeTax) {}

  customer({ businessId, name, email, address }: CustomerToKeep): Stripe.CustomerCreateParams {
    return {
      name,
      metadata: { [MARKS.business]: businessId },
      ...(email !== null && { email }),
      ...(address !== null && { address: toAddress(address) }),
    };
  }

  /** Clears the personal data of a customer. At Stripe an empty text deletes a field. */
  clearedCustomer(): Stripe.CustomerUpdateParams {
    return { name: '', email: '', address: '', phone: '', shipping: '', metadata: { [MARKS.business]: '' } };
  }

  /**
   * A draft that Stripe neither issues nor charges by itself: only Tenure does. Invoice items that wait at Stripe are not added.
   */
  draft({ invoiceId, businessId, customer, currency }: InvoiceToIssue): Stripe.InvoiceCreateParams {
    return {
      customer,
      currency: currency.toLowerCase(),
      auto_advance: false,
      collection_method: 'charge_automatically',
      pending_invoice_items_behavior: 'exclude',
      automatic_tax: { enabled: this.taxed },
      metadata: { [MARKS.invoice]: invoiceId, [MARKS.business]: businessId },
    };
  }

  lines({ lines, currency, period }: InvoiceToIssue): Stripe.InvoiceAddLinesParams.Line[] {
    return pricedLines(lines).map(({ description, amount }) => ({
      quantity: 1,
      price_data: this.price(description, amount, currency),
      period: { start: seconds(period.startsAt), end: seconds(period.endsAt) },
    }));
  }

  preview({ customer, currency, lines }: LinesToQuote): Stripe.InvoiceCreatePreviewParams {
    return {
      customer,
      currency: currency.toLowerCase(),
      automatic_tax: { enabled: true },
      invoice_items: pricedLines(lines).map(({ description, amount }) => ({
        description,
        amount,
        currency: currency.toLowerCase(),
        ...this.behavior,
      })),
    };
  }

  /** A page that takes the money of one invoice and saves the card for later invoices. */
  payPage(asked: CheckoutToOpen): Stripe.Checkout.SessionCreateParams {
    const metadata = marksOf(asked);
    return {
      ...pageOf(asked),
      mode: 'payment',
      line_items: [{ quantity: 1, price_data: this.price(asked.description, asked.amount, asked.currency) }],
      // The customer pays the amount of the invoice, in its currency.
      adaptive_pricing: { enabled: false },
      invoice_creation: { enabled: true, invoice_data: { metadata } },
      // Stripe does not copy the marks of a session to its payment.
      payment_intent_data: { setup_future_usage: 'off_session', metadata },
      ...(this.taxed && { automatic_tax: { enabled: true }, billing_address_collection: 'required' }),
      tax_id_collection: { enabled: true },
      customer_update: { address: 'auto', name: 'auto' },
    };
  }

  /** A page that only saves a card. */
  setupPage(asked: CheckoutToOpen): Stripe.Checkout.SessionCreateParams {
    return {
      ...pageOf(asked),
      mode: 'setup',
      currency: asked.currency.toLowerCase(),
      ...(this.taxed && { billing_address_collection: 'required' as const }),
      setup_intent_data: { metadata: marksOf(asked) },
    };
  }

  get taxed(): boolean {
    return this.tax !== 'off';
  }

  private price(name: string, amount: number, currency: string) {
    return {
      currency: currency.toLowerCase(),
      unit_amount: amount,
      product_data: { name },
      ...this.behavior,
    };
  }

  private get behavior() {
    return this.tax === 'off' ? {} : { tax_behavior: this.tax };
  }
}

function pageOf(asked: CheckoutToOpen): Stripe.Checkout.SessionCreateParams {
  return {
    customer: asked.customer,
    client_reference_id: asked.checkoutId,
    success_url: asked.successUrl,
    cancel_url: asked.cancelUrl,
    expires_at: seconds(asked.expiresAt),
    metadata: marksOf(asked),
  };
}

const marksOf = ({ checkoutId, businessId, invoiceId }: CheckoutToOpen): Record<string, string> => ({
  [MARKS.checkout]: checkoutId,
  [MARKS.business]: businessId,
  ...(invoiceId !== null && { [MARKS.invoice]: invoiceId }),
});

/** Makes one net line if a line is negative, such as a discount, because Stripe refuses a negative price. */
function pricedLines(lines: Line[]): Line[] {
  const net = lines.every(({ amount }) => amount >= 0)
    ? lines
    : [
        {
          description: lines.map(({ description }) => description).join('; '),
          amount: lines.reduce((sum, { amount }) => sum + amount, 0),
        },
      ];
  return net.map(({ description, amount }) => ({ description: description.slice(0, LONGEST_NAME), amount }));
}

const toAddress = ({ line1, line2, city, postalCode, state, country }: Address): Stripe.AddressParam => ({
  line1: line1 ?? '',
  line2: line2 ?? '',
  city: city ?? '',
  postal_code: postalCode ?? '',
  state: state ?? '',
  country: country ?? '',
});
