import { randomBytes } from 'node:crypto';
import type { Stripe } from 'stripe';
import type { TestCard } from './cards.js';

export const now = (): number => Math.floor(Date.now() / 1_000);
export const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;

/** The id of an object. Objects are not expanded inside the fake. */
export const ref = (object: string | { id: string } | null | undefined): string =>
  typeof object === 'string' ? object : (object?.id ?? '');

export const listOf = <T>(data: T[], url: string, has_more = false): Stripe.ApiList<T> => ({
  object: 'list',
  data,
  has_more,
  url,
});

export const account = (id: string): Stripe.Account => ({
  id,
  object: 'account',
  charges_enabled: true,
  country: 'DE',
  default_currency: 'eur',
  details_submitted: true,
  email: 'founder@example.com',
  payouts_enabled: true,
  type: 'standard',
});

export const customer = (id: string, params: Stripe.CustomerCreateParams): Stripe.Customer => ({
  id,
  object: 'customer',
  address: addressOf(params.address || null),
  balance: 0,
  created: now(),
  currency: null,
  default_source: null,
  delinquent: false,
  description: null,
  discount: null,
  email: params.email ?? null,
  invoice_prefix: id.slice(-8).toUpperCase(),
  invoice_settings: {
    custom_fields: null,
    default_payment_method: null,
    footer: null,
    rendering_options: null,
  },
  livemode: false,
  metadata: (params.metadata || {}) as Stripe.Metadata,
  name: params.name ?? null,
  next_invoice_sequence: 1,
  phone: null,
  preferred_locales: [],
  shipping: null,
  tax_exempt: 'none',
  test_clock: null,
});

export const addressOf = (given: Stripe.AddressParam | null): Stripe.Address | null =>
  given === null
    ? null
    : {
        city: given.city || null,
        country: given.country || null,
        line1: given.line1 || null,
        line2: given.line2 || null,
        postal_code: given.postal_code || null,
        state: given.state || null,
      };

export const taxId = (owner: string, { type, value }: Stripe.CustomerCreateTaxIdParams): Stripe.TaxId => ({
  id: newId('txi'),
  object: 'tax_id',
  country: value.slice(0, 2),
  created: now(),
  customer: owner,
  customer_account: null,
  livemode: false,
  owner: { type: 'customer', customer: owner, customer_account: null },
  type,
  value,
  verification: { status: 'pending', verified_address: null, verified_name: null },
});

export const paymentMethod = (card: TestCard, owner: string): Stripe.PaymentMethod => ({
  id: newId('pm'),
  object: 'payment_method',
  billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
  created: now(),
  customer: owner,
  customer_account: null,
  livemode: false,
  metadata: {},
  type: card.kind,
  ...(card.kind === 'card'
    ? {
        card: {
          brand: 'visa',
          checks: null,
          country: 'DE',
          display_brand: 'visa',
          exp_month: 12,
          exp_year: 2031,
          fingerprint: null,
          funding: 'credit',
          generated_from: null,
          last4: card.number.slice(-4),
          networks: null,
          regulated_status: null,
          three_d_secure_usage: null,
          wallet: null,
        },
      }
    : card.kind === 'ideal'
      ? { ideal: { bank: null, bic: null } }
      : {
          sepa_debit: {
            bank_code: null,
            branch_code: null,
            country: 'DE',
            fingerprint: null,
            generated_from: null,
            last4: card.number.slice(-4),
          },
        }),
});

export const invoice = (params: Stripe.InvoiceCreateParams, billed: Stripe.Customer): Stripe.Invoice => {
  const id = newId('in');
  return {
    id,
    object: 'invoice',
    account_country: 'DE',
    account_name: 'Analytical Engines',
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: params.auto_advance ?? false,
    automatic_tax: {
      disabled_reason: null,
      enabled: params.automatic_tax?.enabled ?? false,
      liability: null,
      provider: null,
      status: null,
    },
    automatically_finalizes_at: null,
    billing_reason: 'manual',
    collection_method: params.collection_method ?? 'charge_automatically',
    created: now(),
    currency: params.currency ?? 'eur',
    custom_fields: null,
    customer: billed.id,
    customer_account: null,
    customer_address: billed.address ?? null,
    customer_email: billed.email,
    customer_name: billed.name ?? null,
    customer_phone: null,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: listOf<Stripe.InvoiceLineItem>([], `/v1/invoices/${id}/lines`),
    livemode: false,
    metadata: (params.metadata || {}) as Stripe.Metadata,
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: now(),
    period_start: now(),
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: {
      finalized_at: null,
      marked_uncollectible_at: null,
      paid_at: null,
      voided_at: null,
    },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: null,
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
  };
};

export const invoiceLine = (
  of: Stripe.Invoice,
  line: {
    description: string | null;
    amount: number;
    quantity?: number;
    period?: { start: number; end: number };
  },
): Stripe.InvoiceLineItem => ({
  id: newId('il'),
  object: 'line_item',
  amount: line.amount,
  currency: of.currency,
  description: line.description,
  discount_amounts: [],
  discountable: true,
  discounts: [],
  invoice: of.id,
  livemode: false,
  metadata: {},
  parent: null,
  period: line.period ?? { start: now(), end: now() },
  pretax_credit_amounts: [],
  pricing: null,
  quantity: line.quantity ?? 1,
  quantity_decimal: null,
  subscription: null,
  subtotal: line.amount,
  taxes: [],
});

export const invoicePayment = (of: Stripe.Invoice, intent: string): Stripe.InvoicePayment => ({
  id: newId('inpay'),
  object: 'invoice_payment',
  amount_paid: null,
  amount_requested: of.amount_due,
  created: now(),
  currency: of.currency,
  invoice: of.id,
  is_default: true,
  livemode: false,
  payment: { type: 'payment_intent', payment_intent: intent },
  status: 'open',
  status_transitions: { canceled_at: null, paid_at: null },
});
