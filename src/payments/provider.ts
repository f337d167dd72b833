import type {
  CheckoutToOpen,
  CreditNote,
  CustomerToKeep,
  EventPage,
  InvoicePage,
  InvoiceToIssue,
  InvoiceToPay,
  LinesToQuote,
  ProviderCheckout,
  ProviderEvent,
  ProviderInvoice,
  Quote,
  RefundToMake,
  SavedCard,
} from './provider-values.js';

/**
 * The seam between Tenure and a payment provider. Tenure decides what is owed and when; a provider charges. Everything that is
 * known of a provider stands behind this interface. `PAYMENTS=stripe` binds it; otherwise it is `null`.
 *
 * All amounts are integers in minor units of `currency`, which is an upper-case ISO 4217 code.
 * All calls may throw `ProviderUnavailable`, and those that name an object `ProviderNotFound`. None retries a decline.
 */
export interface PaymentProvider {
  /** The provider's name, as in `PAYMENTS`. */
  readonly name: string;
  /** Whether real money moves. It is known from the key, without a call. */
  readonly live: boolean;
  /** Whether it adds tax to the lines of an invoice, or finds it within them. */
  readonly taxes: boolean;

  /** The account that the key belongs to. */
  account(signal: AbortSignal): Promise<string>;

  /**
   * Makes the customer of a business, or brings the known one up to date. Idempotent for a day by the business, what is said of it
   * and how many it had before; after that without an answer a second customer may come to be, which nothing refers to.
   */
  ensureCustomer(customer: CustomerToKeep, signal: AbortSignal): Promise<string>;

  /** Whether a customer was deleted at the provider, or was never there. Nothing can be charged to it any more. */
  isGone(customer: string, signal: AbortSignal): Promise<boolean>;

  /**
   * Makes a number for tax the only one of a customer, where the provider knows its kind; null takes it away. Idempotent by its
   * nature.
   *
   * @throws ProviderRefused when the provider says that it cannot be such a number.
   */
  setTaxId(customer: string, taxId: string | null, signal: AbortSignal): Promise<void>;

  /**
   * Takes the cards of a customer away, and the name, the address and the marks that lead back to us. Invoices stay, as the law
   * wants it. Idempotent by its nature; a customer that is gone is forgotten.
   */
  forgetCustomer(customer: string, signal: AbortSignal): Promise<void>;

  /**
   * Opens a hosted page that takes money (`pay`) or only a card (`setup`). Idempotent by the checkout's id and attempt.
   *
   * @throws ProviderRefused with `amount_too_small` when the provider takes no amount as small.
   */
  openCheckout(checkout: CheckoutToOpen, signal: AbortSignal): Promise<ProviderCheckout>;

  /** Reads a checkout, with what was paid and with the card that was given. */
  readCheckout(reference: string, signal: AbortSignal): Promise<ProviderCheckout>;

  /** Closes a checkout and answers its state afterwards: `done` or `processing` where somebody was faster. */
  expireCheckout(reference: string, signal: AbortSignal): Promise<ProviderCheckout>;

  /**
   * Makes the provider's invoice and issues it, without charging. Idempotent for a day by invoice and attempt. With `again` it
   * looks first for what an earlier call made, and goes on from there, so one invoice comes to be whatever was lost.
   *
   * @throws ProviderRefused when the provider takes no such invoice (`customer_tax_location_invalid`, `amount_too_small`).
   */
  issue(invoice: InvoiceToIssue, signal: AbortSignal): Promise<ProviderInvoice>;

  /**
   * Charges the saved card. Idempotent by invoice and attempt; an invoice that is paid already is answered as it is, so a new
   * attempt never charges twice. `processing` is an answer too: a bank takes days.
   *
   * @throws PaymentDeclined when the bank says no, there is no card, or a person has to confirm; ProviderNotFound when the customer
   *   was deleted.
   */
  pay(invoice: InvoiceToPay, signal: AbortSignal): Promise<ProviderInvoice>;

  /**
   * What these lines would cost the customer, tax included. Nothing is written.
   *
   * @throws ProviderRefused with `customer_tax_location_invalid` when it cannot tell the tax, because it knows no address.
   */
  quote(quoted: LinesToQuote, signal: AbortSignal): Promise<Quote>;

  /** Reads an invoice: its state, amounts, refunds and dispute. */
  read(reference: string, signal: AbortSignal): Promise<ProviderInvoice>;

  /** A page of the provider's invoices that were made since `since`, newest first, after the one of reference `after`. */
  list(since: Date, after: string | null, signal: AbortSignal): Promise<InvoicePage>;

  /** Looks for the invoice of an id of ours, where its reference was lost. Voided ones do not count. */
  find(customer: string, invoiceId: string, signal: AbortSignal): Promise<ProviderInvoice | null>;

  /** Makes an unpaid invoice void. One that is paid stays so: the answer says which it is. */
  void(invoice: InvoiceToPay, signal: AbortSignal): Promise<ProviderInvoice>;

  /**
   * Gives money back, with a credit note. Idempotent by the refund's id and attempt; after a crash, look in
   * `ProviderInvoice.creditNotes` first.
   *
   * @throws ProviderRefused when it is more than is left.
   */
  refund(refund: RefundToMake, signal: AbortSignal): Promise<CreditNote>;

  /** The saved card that is charged, or null. @throws ProviderNotFound when the customer was deleted */
  card(customer: string, signal: AbortSignal): Promise<SavedCard | null>;

  /** Makes a payment method of the customer the one that is charged. Idempotent by its nature. */
  useCard(customer: string, paymentMethod: string, signal: AbortSignal): Promise<SavedCard | null>;

  /** A page where a customer sees invoices and changes the card. */
  portal(customer: string, returnUrl: string, signal: AbortSignal): Promise<{ url: string }>;

  /**
   * Events after the cursor, oldest first. They are hints and nothing more. Some come twice: the cursor stays some minutes
   * behind, because events of the same moment appear late. Null starts with the newest.
   */
  eventsSince(cursor: string | null, signal: AbortSignal): Promise<EventPage>;

  /**
   * Reads an event that came over HTTP, from the bytes as they came.
   *
   * @throws WrongSignature when nobody who knows the secret sent it, or sent it long ago; nothing of it is read then.
   */
  parseEvent(raw: string, signature: string): Promise<ProviderEvent>;

  /** The invoice that a payment belongs to, or null where the payment is not an invoice's. */
  invoiceOf(payment: string, signal: AbortSignal): Promise<string | null>;
}

/** Injection token of the provider: `@Inject(PAYMENT_PROVIDER) private readonly provider: PaymentProvider | null`. */
export const PAYMENT_PROVIDER = Symbol('PaymentProvider');
