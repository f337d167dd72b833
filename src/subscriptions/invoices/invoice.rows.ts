export const INVOICE_STATUSES = ['open', 'processing', 'paid', 'void', 'refunded', 'chargedBack'] as const;
export const INVOICE_REASONS = ['start', 'upgrade', 'cycle'] as const;

/** A line of an invoice, with amounts in minor units. */
export interface InvoiceLine {
  description: string;
  quantity: number;
  unitAmount: number;
  amount: number;
}

/** Names an invoice: the business, and the invoice in it. */
export interface InvoiceRef {
  businessId: string;
  id: string;
}

/** What is applied when a change is paid. */
export interface InvoicedChange {
  planCode: string;
  /** Seats that it is for, where the price is per seat. */
  quantity?: number;
  /** Seats that the owner asked for. */
  seats?: number;
  /** The newest terms of the plan that it is on. */
  terms?: 'newest';
}

/** An invoice, as `INVOICE_COLUMNS` reads it. Amounts are in minor units of `currency`. */
export interface InvoiceRow extends InvoiceRef {
  number: string | null;
  subscriptionId: string;
  reason: (typeof INVOICE_REASONS)[number];
  planCode: string;
  cycleIndex: number;
  startsAt: Date;
  endsAt: Date;
  currency: string;
  subtotal: number;
  tax: number;
  total: number;
  refunded: number;
  /** Was paid for nothing and is to be sent back. */
  refundDue: number;
  lines: InvoiceLine[];
  change: InvoicedChange | null;
  status: (typeof INVOICE_STATUSES)[number];
  problem: 'amountMismatch' | 'unapplied' | 'refused' | null;
  /** Why the provider refuses it each time: a code of the provider. */
  refusedBecause: string | null;
  /** The most that was agreed to pay for the change, with tax. Null: nothing was said. */
  agreed: number | null;
  /** On a test clock. */
  test: boolean;
  createdAt: Date;
  issuedAt: Date | null;
  dueAt: Date | null;
  declinedAt: Date | null;
  declineCode: string | null;
  disputedAt: Date | null;
  paidAt: Date | null;
  voidedAt: Date | null;
  expiresAt: Date | null;
  /** Counts calls of the provider that ended in an answer; part of the idempotency key. */
  attempt: number;
  /** The place in `PAYMENT_RETRY_DAYS` of the next attempt by itself. */
  retry: number;
  inFlightUntil: Date | null;
  nextAttemptAt: Date | null;
  providerInvoice: string | null;
  providerPayment: string | null;
  reference: string | null;
  payUrl: string | null;
  pdfUrl: string | null;
  version: number;
}

/** The document of money that was sent back. */
export interface CreditNoteRow {
  id: string;
  number: string | null;
  amount: number;
  createdAt: Date;
}
