export const INVOICE_STATUSES = ['open', 'processing', 'paid', 'void', 'refunded', 'chargedBack'] as const;

/** The states of an invoice whose money went back. */
export const SENT_BACK_STATES = { refunded: 'it was sent back', chargedBack: 'a dispute was lost' };
export const INVOICE_REASONS = ['start', 'upgrade', 'cycle'] as const;

/** A line of an invoice, with amounts in minor units. */
export interface InvoiceLine {
  description: string;
  quantity: number;
  unitAmount: number;
  amount: number;
}

/** Identifies an invoice: by its business, and by its id in it. */
export interface InvoiceRef {
  businessId: string;
  id: string;
}

/** The change that is applied when its invoice is paid. */
export interface InvoicedChange {
  planCode: string;
  /** The seats that are paid for, if the price is per seat. */
  quantity?: number;
  /** Seats that the owner asked for. */
  seats?: number;
  /** The change is to the newest terms of the present plan. */
  terms?: 'newest';
  /** The subscription was canceled while the change was being paid, so it ends with its cycle afterwards. */
  canceled?: true;
  /** Another change took effect while this one was being paid. */
  overtaken?: true;
}

/** Whether a later decision took the place of a change. It is then only applied if its payment is under way or made. */
export const isOvertaken = (change: InvoicedChange | null): boolean =>
  change?.canceled === true || change?.overtaken === true;

/**
 * Whether the money that was paid for an invoice bought nothing: the invoice was void, or it is for a change that was paid with
 * another amount. The invoice of a cycle is owed, whatever amount was paid.
 */
export const boughtNothing = ({ problem, change }: InvoiceRow): boolean =>
  problem === 'unapplied' || (problem === 'amountMismatch' && change !== null);

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
  /** What was paid. Null means the total, or an amount in another currency. */
  paidAmount: number | null;
  /** The amount that was paid, bought nothing, and is to be sent back. */
  refundDue: number;
  lines: InvoiceLine[];
  change: InvoicedChange | null;
  status: (typeof INVOICE_STATUSES)[number];
  problem: 'amountMismatch' | 'unapplied' | 'refused' | null;
  /** Why the provider refuses the invoice each time: a code of the provider. */
  refusedBecause: string | null;
  /** The most that the owner agreed to pay for the change, with tax. Null if the owner named no amount. */
  agreed: number | null;
  /** Whether the business is on a test clock. */
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
  /** Counts the calls of the provider that ended in an answer. It is part of the idempotency key. */
  attempt: number;
  /** The place of the next automatic attempt in `PAYMENT_RETRY_DAYS`. */
  retry: number;
  inFlightUntil: Date | null;
  nextAttemptAt: Date | null;
  providerInvoice: string | null;
  reference: string | null;
  payUrl: string | null;
  pdfUrl: string | null;
  /** When `payUrl` and `pdfUrl` were read at the provider. Null if that is not known. */
  linksReadAt: Date | null;
  version: number;
}

/** What was paid and is not sent back yet, in minor units. It is never more than the rest of the total. */
export const leftOf = ({ total, paidAmount, refunded }: InvoiceRow): number =>
  Math.min(total, paidAmount ?? total) - refunded;

/** The document of money that was sent back. */
export interface CreditNoteRow {
  id: string;
  number: string | null;
  amount: number;
  createdAt: Date;
}
