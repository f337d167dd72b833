/** The address of a payer. */
export interface Address {
  line1: string | null;
  line2: string | null;
  city: string | null;
  postalCode: string | null;
  state: string | null;
  /** The country: two letters, ISO 3166. */
  country: string | null;
}

export interface CustomerToKeep {
  businessId: string;
  /** The customer to update; null makes a new customer. */
  reference: string | null;
  /** How many customers of the business are gone. It distinguishes a new customer from a repeated call. */
  before?: number;
  name: string;
  email: string | null;
  address: Address | null;
}

/** Names a call. Calls with the same id and attempt are done once. */
export interface Attempt {
  /** Counts from 0. A repetition after a crash has the same number. A new try has a higher number. */
  attempt: number;
}

/** A line of an invoice. */
export interface Line {
  description: string;
  /** In minor units of the invoice's currency. Negative for a discount. */
  amount: number;
}

/** An invoice to issue for the customer `customer`. */
export interface InvoiceToIssue extends Attempt {
  invoiceId: string;
  businessId: string;
  customer: string;
  currency: string;
  lines: Line[];
  period: { startsAt: Date; endsAt: Date };
  /** Whether an earlier call may have made the invoice. */
  again: boolean;
}

/** An issued invoice, by its name `reference` at the provider, to charge. */
export interface InvoiceToPay extends Attempt {
  invoiceId: string;
  reference: string;
}

export interface LinesToQuote {
  customer: string;
  currency: string;
  lines: Line[];
}

/** What an invoice costs, in minor units of its currency. */
export interface Quote {
  subtotal: number;
  tax: number;
  total: number;
}

/** Money to send back for the paid invoice `reference`. */
export interface RefundToMake extends Attempt {
  refundId: string;
  reference: string;
  /** In minor units of the invoice's currency. */
  amount: number;
}

export interface CreditNote {
  reference: string;
  number: string;
  /**
   * What was sent back after the payment, in minor units. 0 if the credit note only made the invoice cheaper before it was paid.
   */
  amount: number;
  /** The id of our refund; null if somebody made the credit note at the provider. */
  refundId: string | null;
}

export interface Decline {
  /** The bank's reason, such as `insufficient_funds`, or `no_payment_method`. */
  code: string;
  /** Whether another try with this card would be declined too. */
  hard: boolean;
}

/** `draft`: not issued yet. */
export type ProviderInvoiceStatus = 'draft' | 'open' | 'processing' | 'paid' | 'void';

/** The pages of an invoice at the provider: where it is paid, and its PDF. They end some weeks after they were read. */
export interface InvoiceLinks {
  payUrl: string | null;
  pdfUrl: string | null;
}

export interface ProviderInvoice extends Quote, InvoiceLinks {
  reference: string;
  /** The id of our invoice; null for an invoice of somebody else. */
  invoiceId: string | null;
  businessId: string | null;
  customer: string | null;
  status: ProviderInvoiceStatus;
  currency: string;
  number: string | null;
  /** Null if the invoice is not open. */
  payUrl: string | null;
  paidAt: Date | null;
  /** What has to be paid: the total, less what credit notes took off before the payment. */
  payable: number;
  /** The sum that was sent back, by us or at the provider, to the payer or to the payer's balance there. */
  refunded: number;
  /**
   * The part of the refunds of credit notes that a bank refused later. It is part of `refunded`, and is still owed to the payer.
   */
  refundFailed: number;
  creditNotes: CreditNote[];
  dispute: 'open' | 'lost' | 'won' | null;
  /** Why the last try failed; null once the invoice is paid. */
  decline: Decline | null;
}

export interface CheckoutToOpen extends Attempt {
  checkoutId: string;
  businessId: string;
  customer: string;
  mode: 'pay' | 'setup';
  /** The invoice that is paid; null for `setup`. */
  invoiceId: string | null;
  currency: string;
  /** The amount to pay in minor units, before tax is added. */
  amount: number;
  description: string;
  successUrl: string;
  cancelUrl: string;
  expiresAt: Date;
}

/** `processing`: the person has completed the page, and the bank still decides. `failed`: the bank refused, some days later. */
export type ProviderCheckoutState = 'open' | 'processing' | 'done' | 'failed' | 'expired';

/** What a person wrote about the payer on a page of the provider. */
export interface BilledTo {
  name: string | null;
  email: string | null;
  address: Address | null;
  taxId: string | null;
}

export interface ProviderCheckout {
  reference: string;
  state: ProviderCheckoutState;
  /** Null if the page is closed. */
  url: string | null;
  expiresAt: Date;
  /** The paid invoice, if the mode is `pay` and the state is `done`. */
  invoice: ProviderInvoice | null;
  /** Whether the page was paid, and the provider has not made its invoice yet. The state is `processing` until it has. */
  invoiceFollows: boolean;
  /** The payment method that the person gave. It is charged later. */
  paymentMethod: string | null;
  /** Null until the person has completed the page. */
  billedTo: BilledTo | null;
}

export interface SavedCard {
  paymentMethod: string;
  /** Such as `visa`. The kind of the payment method if it is not a card. */
  brand: string;
  lastFour: string | null;
  expiryMonth: number | null;
  expiryYear: number | null;
}

/** Says that something happened to an object. The present state is read from the provider, never from the event. */
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
  /** Whether there are more events. Then the caller asks again at once. */
  more: boolean;
}

/** An invoice of a list. A list does not show whether a bank still decides, or what was sent back without a credit note. */
export type ListedInvoice = Pick<
  ProviderInvoice,
  'reference' | 'invoiceId' | 'businessId' | 'status' | 'currency' | 'total' | 'refunded'
>;

export interface InvoicePage {
  invoices: ListedInvoice[];
  /** Whether there are more invoices after the last of these. */
  more: boolean;
}
