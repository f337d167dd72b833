export interface Address {
  line1: string | null;
  line2: string | null;
  city: string | null;
  postalCode: string | null;
  state: string | null;
  /** Two letters, ISO 3166. */
  country: string | null;
}

export interface CustomerToKeep {
  businessId: string;
  /** The known customer, which is brought up to date; null makes one. */
  reference: string | null;
  /** How many customers the business had before, which are gone. It tells a new one from a repetition. */
  before?: number;
  name: string;
  email: string | null;
  address: Address | null;
}

/** Names one call and its repetitions: what has the same id and attempt is done once. */
export interface Attempt {
  /** Counts from 0. A repetition after a crash keeps it; a try that is meant to be new raises it. */
  attempt: number;
}

export interface Line {
  description: string;
  /** May be negative, as a discount is. */
  amount: number;
}

export interface InvoiceToIssue extends Attempt {
  invoiceId: string;
  businessId: string;
  customer: string;
  currency: string;
  lines: Line[];
  period: { startsAt: Date; endsAt: Date };
  /** An earlier call may have made it. */
  again: boolean;
}

export interface InvoiceToPay extends Attempt {
  invoiceId: string;
  reference: string;
}

export interface LinesToQuote {
  customer: string;
  currency: string;
  lines: Line[];
}

export interface Quote {
  subtotal: number;
  tax: number;
  total: number;
}

export interface RefundToMake extends Attempt {
  refundId: string;
  reference: string;
  amount: number;
}

export interface CreditNote {
  reference: string;
  number: string;
  amount: number;
  /** The refund of ours that it was made for; null where somebody made it at the provider. */
  refundId: string | null;
}

export interface Decline {
  /** The bank's reason, such as `insufficient_funds`, or `no_payment_method`. */
  code: string;
  /** Another try with this card is pointless. */
  hard: boolean;
}

/** `draft` was never issued; `uncollectible` was given up at the provider, and can still be paid. */
export type ProviderInvoiceStatus = 'draft' | 'open' | 'processing' | 'paid' | 'void' | 'uncollectible';

export interface ProviderInvoice extends Quote {
  reference: string;
  /** The id that we gave it; null for an invoice that is not ours. */
  invoiceId: string | null;
  businessId: string | null;
  customer: string | null;
  status: ProviderInvoiceStatus;
  currency: string;
  number: string | null;
  payUrl: string | null;
  pdfUrl: string | null;
  paidAt: Date | null;
  /** Given back in all, whoever did it. */
  refunded: number;
  creditNotes: CreditNote[];
  dispute: 'open' | 'lost' | 'won' | null;
  /** Why the last try failed, while it is unpaid. */
  decline: Decline | null;
}

export interface CheckoutToOpen extends Attempt {
  checkoutId: string;
  businessId: string;
  customer: string;
  mode: 'pay' | 'setup';
  /** What is paid; null for `setup`. */
  invoiceId: string | null;
  currency: string;
  /** What is paid, without tax that is added. */
  amount: number;
  description: string;
  successUrl: string;
  cancelUrl: string;
  expiresAt: Date;
}

/** `processing`: the person is through, the bank is not. `failed`: the bank said no days later. */
export type ProviderCheckoutState = 'open' | 'processing' | 'done' | 'failed' | 'expired';

/** What a person wrote on a page of the provider about who pays. */
export interface BilledTo {
  name: string | null;
  email: string | null;
  address: Address | null;
  taxId: string | null;
}

export interface ProviderCheckout {
  reference: string;
  state: ProviderCheckoutState;
  /** Null when nobody can go there any more. */
  url: string | null;
  expiresAt: Date;
  /** The paid invoice, of a checkout of mode `pay` that is done. */
  invoice: ProviderInvoice | null;
  /** What was given to be charged later. */
  paymentMethod: string | null;
  /** Null until the person is through. */
  billedTo: BilledTo | null;
}

export interface SavedCard {
  paymentMethod: string;
  /** `visa`, or the kind of the payment method where it is no card. */
  brand: string;
  lastFour: string | null;
  expiryMonth: number | null;
  expiryYear: number | null;
}

/** Something happened to an object. What it is now is read from the provider, never from the event. */
export interface ProviderEvent {
  id: string;
  type: string;
  at: Date;
  live: boolean;
  customer: string | null;
  about: { kind: 'invoice' | 'checkout' | 'payment' | 'customer'; reference: string } | null;
}

export interface EventPage {
  events: ProviderEvent[];
  cursor: string | null;
  /** There are more: ask again at once. */
  more: boolean;
}

/** An invoice as a list shows it: whether a bank is still asked, and what was given back without a credit note, are not known. */
export type ListedInvoice = Pick<
  ProviderInvoice,
  'reference' | 'invoiceId' | 'businessId' | 'status' | 'currency' | 'total' | 'refunded'
>;

export interface InvoicePage {
  invoices: ListedInvoice[];
  /** There are more, after the last one of these. */
  more: boolean;
}
