import type { Stripe } from 'stripe';
import type {
  BilledTo,
  CreditNote,
  Decline,
  InvoiceLinks,
  ListedInvoice,
  ProviderCheckout,
  ProviderCheckoutState,
  ProviderEvent,
  ProviderInvoice,
  ProviderInvoiceStatus,
  Quote,
  SavedCard,
} from '../provider-values.js';
import { ProviderRefused, ProviderUnavailable } from '../provider-errors.js';
import { toDecline } from './stripe-errors.js';

/** Keys in Stripe's metadata that name our objects. */
export const MARKS = {
  invoice: 'tenure_invoice',
  business: 'tenure_business',
  checkout: 'tenure_checkout',
  refund: 'tenure_refund',
} as const;

/** The statuses of Stripe's invoices that have a meaning of their own here. */
const STATUSES = ['draft', 'paid', 'void'] as const;

export const seconds = (date: Date): number => Math.floor(date.getTime() / 1_000);
export const fromSeconds = (at: number): Date => new Date(at * 1_000);
export const idOf = (object: string | { id: string } | null | undefined): string | null =>
  typeof object === 'string' ? object : (object?.id ?? null);

/**
 * Reads what an invoice would cost. If Stripe cannot compute the tax, its preview has no tax, and a status that says so.
 *
 * @throws ProviderRefused `customer_tax_location_invalid`; ProviderUnavailable when Stripe Tax failed.
 */
export function toKnownQuote(invoice: Stripe.Invoice): Quote {
  const { status } = invoice.automatic_tax;
  if (status === 'requires_location_inputs')
    throw new ProviderRefused('customer_tax_location_invalid', 'The customer has no address for tax.');
  if (status === 'failed') throw new ProviderUnavailable('Stripe could not compute the tax.');
  return toQuote(invoice);
}

/** Reads the amounts. `subtotal` is the sum of the lines. With inclusive tax it contains the tax, and equals the total. */
function toQuote(invoice: Stripe.Invoice): Quote {
  const tax = (invoice.total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0);
  return { subtotal: invoice.subtotal, tax, total: invoice.total };
}

/** The payment intents of an invoice. Its `payments.data.payment.payment_intent` must be expanded. */
export const intentsOf = (invoice: Stripe.Invoice): Stripe.PaymentIntent[] =>
  (invoice.payments?.data ?? [])
    .map(({ payment }) => payment.payment_intent)
    .filter((intent) => typeof intent === 'object' && intent !== null);

/** Reads an invoice without its charge. `stripe-invoices.ts` adds refunds and disputes. */
export function toInvoice(invoice: Stripe.Invoice): ProviderInvoice {
  return {
    ...toQuote(invoice),
    reference: invoice.id,
    invoiceId: invoice.metadata?.[MARKS.invoice] ?? null,
    businessId: invoice.metadata?.[MARKS.business] ?? null,
    customer: idOf(invoice.customer),
    status: statusOf(invoice),
    currency: invoice.currency.toUpperCase(),
    number: invoice.number,
    payUrl: isOpen(invoice) ? (invoice.hosted_invoice_url ?? null) : null,
    pdfUrl: invoice.invoice_pdf ?? null,
    paidAt:
      invoice.status_transitions.paid_at === null ? null : fromSeconds(invoice.status_transitions.paid_at),
    payable: invoice.total - invoice.pre_payment_credit_notes_amount,
    refunded: 0,
    refundFailed: 0,
    creditNotes: [],
    dispute: null,
    decline: invoice.status === 'paid' ? null : declineOf(invoice),
  };
}

/** Reads the links of an invoice. Stripe still shows the page of one that is paid or void. */
export const toLinks = ({ hosted_invoice_url, invoice_pdf }: Stripe.Invoice): InvoiceLinks => ({
  payUrl: hosted_invoice_url ?? null,
  pdfUrl: invoice_pdf ?? null,
});

/** Reads an invoice of a list, without its payments. */
export function toListed(invoice: Stripe.Invoice): ListedInvoice {
  const { reference, invoiceId, businessId, status, currency, total } = toInvoice(invoice);
  const refunded = invoice.post_payment_credit_notes_amount;
  return { reference, invoiceId, businessId, status, currency, total, refunded };
}

/**
 * Whether an invoice can be paid. At Stripe one that is marked as uncollectible still can be, and we decide how long it is
 * collected.
 */
const isOpen = ({ status }: Stripe.Invoice): boolean => status === 'open' || status === 'uncollectible';

function statusOf(invoice: Stripe.Invoice): ProviderInvoiceStatus {
  const processing = intentsOf(invoice).some(({ status }) => status === 'processing');
  if (isOpen(invoice) && processing) return 'processing';
  const known = isOpen(invoice) ? 'open' : STATUSES.find((status) => status === invoice.status);
  if (known === undefined)
    throw new Error(`Stripe says that ${invoice.id} is ${invoice.status}, which is new.`);
  return known;
}

function declineOf(invoice: Stripe.Invoice): Decline | null {
  const intents = intentsOf(invoice);
  if (intents.some(({ status }) => status === 'requires_action'))
    return toDecline({ code: 'authentication_required' });
  const error = intents.map(({ last_payment_error }) => last_payment_error).find((each) => each !== null);
  return error === undefined ? null : toDecline(error);
}

export const toCreditNote = (note: Stripe.CreditNote): CreditNote => ({
  reference: note.id,
  number: note.number,
  amount: note.post_payment_amount,
  refundId: note.metadata?.[MARKS.refund] ?? null,
});

/**
 * Reads a checkout. Its `payment_intent.latest_charge` and `setup_intent.latest_attempt` must be expanded. Its invoice is read
 * separately.
 */
export function toCheckout(session: Stripe.Checkout.Session): ProviderCheckout {
  const state = checkoutState(session);
  return {
    reference: session.id,
    state,
    url: state === 'open' ? session.url : null,
    expiresAt: fromSeconds(session.expires_at),
    invoice: null,
    invoiceFollows: false,
    paymentMethod: methodOf(session.payment_intent) ?? methodOf(session.setup_intent),
    billedTo: session.customer_details === null ? null : toBilled(session.customer_details),
  };
}

function toBilled({ name, email, address, tax_ids }: Stripe.Checkout.Session.CustomerDetails): BilledTo {
  const { line1, line2, city, postal_code: postalCode, state, country } = address ?? {};
  return {
    name,
    email,
    address:
      country === undefined || country === null
        ? null
        : {
            line1: line1 ?? null,
            line2: line2 ?? null,
            city: city ?? null,
            postalCode: postalCode ?? null,
            state: state ?? null,
            country,
          },
    taxId: tax_ids?.[0]?.value ?? null,
  };
}

/**
 * The state of a checkout. Stripe calls a session complete when the person has completed it. The bank may accept or refuse days
 * later.
 */
function checkoutState({
  status,
  payment_status,
  payment_intent,
}: Stripe.Checkout.Session): ProviderCheckoutState {
  if (status === 'open') return 'open';
  if (status === 'expired') return 'expired';
  if (payment_status !== 'unpaid') return 'done';
  const intent = typeof payment_intent === 'object' ? payment_intent : null;
  return ['requires_payment_method', 'canceled'].includes(intent?.status ?? '') ? 'failed' : 'processing';
}

/**
 * The payment method of an intent that can be charged again. After iDEAL, Bancontact or SOFORT it is the bank account that Stripe
 * made from the payment, because these are used once.
 */
function methodOf(intent: Stripe.PaymentIntent | Stripe.SetupIntent | string | null): string | null {
  if (typeof intent === 'string' || intent === null) return null;
  const tried = intent.object === 'payment_intent' ? intent.latest_charge : intent.latest_attempt;
  const details = typeof tried === 'string' ? null : tried?.payment_method_details;
  const once = details?.ideal ?? details?.bancontact ?? details?.sofort;
  return idOf(once?.generated_sepa_debit) ?? idOf(intent.payment_method);
}

export const toCard = (method: Stripe.PaymentMethod): SavedCard => ({
  paymentMethod: method.id,
  brand: method.card?.brand ?? method.type,
  lastFour: lastFourOf(method),
  expiryMonth: method.card?.exp_month ?? null,
  expiryYear: method.card?.exp_year ?? null,
});

/** The last digits of a card or of a bank account. Other methods, such as PayPal, have none. */
const lastFourOf = (method: Stripe.PaymentMethod): string | null => {
  const { card, sepa_debit, us_bank_account, bacs_debit, acss_debit, au_becs_debit, nz_bank_account } =
    method;
  const account =
    sepa_debit ?? us_bank_account ?? bacs_debit ?? acss_debit ?? au_becs_debit ?? nz_bank_account;
  return (card ?? account)?.last4 ?? null;
};

export function toEvent(event: Stripe.Event): ProviderEvent {
  interface OfCustomer {
    object: string;
    id?: string;
    customer?: string | { id: string } | null;
  }
  const { object: after, previous_attributes: before } = event.data as {
    object: OfCustomer;
    previous_attributes?: Partial<OfCustomer>;
  };
  // A payment method that was removed has no customer any more. The event says whose it was.
  const object = { ...after, customer: after.customer ?? before?.customer };
  return {
    id: event.id,
    type: event.type,
    at: fromSeconds(event.created),
    live: event.livemode,
    customer: object.object === 'customer' ? (object.id ?? null) : idOf(object.customer),
    about: aboutOf(object as never),
  };
}

function aboutOf(object: {
  object: string;
  id: string;
  invoice?: string | { id: string };
  customer?: string | { id: string } | null;
  payment_intent?: string | { id: string } | null;
}): ProviderEvent['about'] {
  const [kind, reference] = ({
    invoice: ['invoice', object.id],
    credit_note: ['invoice', idOf(object.invoice)],
    'checkout.session': ['checkout', object.id],
    charge: ['payment', idOf(object.payment_intent)],
    refund: ['payment', idOf(object.payment_intent)],
    dispute: ['payment', idOf(object.payment_intent)],
    customer: ['customer', object.id],
    payment_method: ['customer', idOf(object.customer)],
  }[object.object] ?? ['', null]) as ['invoice' | 'checkout' | 'payment' | 'customer', string | null];
  return reference === null ? null : { kind, reference };
}
