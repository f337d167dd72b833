import type {
  CheckoutToOpen,
  CreditNote,
  CustomerToKeep,
  EventPage,
  InvoiceLinks,
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
 * The interface between Tenure and a payment provider. Tenure decides what is owed and when; the provider charges. All calls to a
 * provider go through this interface. `PAYMENTS=stripe` binds it; with any other value the injected provider is `null`. One rule
 * about Stripe stands elsewhere: `billing-plans/currency.ts` knows which prices Stripe cannot charge.
 *
 * All amounts are integers in minor units of `currency`, which is an upper-case ISO 4217 code. All calls may throw
 * `ProviderUnavailable`. Calls that name an object may throw `ProviderNotFound`. No call retries a decline.
 */
export interface PaymentProvider {
  /** The provider's name, as in `PAYMENTS`. */
  readonly name: string;
  /** Whether real money moves. The key says it, without a call. */
  readonly live: boolean;
  /** Whether the provider computes tax: added to the lines of an invoice, or included in them. */
  readonly taxes: boolean;

  /** The account that the key belongs to. */
  account(signal: AbortSignal): Promise<string>;

  /**
   * Makes the customer of a business, or updates the known one. Idempotent for a day: a call with the same business, the same facts
   * and the same `before` makes no second customer. If a call gets no answer and is repeated after a day, a second customer can be
   * made that nothing refers to.
   */
  ensureCustomer(customer: CustomerToKeep, signal: AbortSignal): Promise<string>;

  /** Whether a customer was deleted at the provider, or never existed. Then it cannot be charged any more. */
  isGone(customer: string, signal: AbortSignal): Promise<boolean>;

  /**
   * Makes a tax number the only one of a customer, if the provider knows its kind. Null removes it. Idempotent.
   *
   * @throws ProviderRefused when the provider says that it cannot be such a number.
   */
  setTaxId(customer: string, taxId: string | null, signal: AbortSignal): Promise<void>;

  /**
   * Removes the cards of a customer, its name and address, and the marks that lead back to us. Invoices stay, as the law requires.
   * Idempotent. A customer that does not exist is not an error.
   */
  forgetCustomer(customer: string, signal: AbortSignal): Promise<void>;

  /**
   * Opens a hosted page that takes money (`pay`) or only saves a card (`setup`). Idempotent by the checkout's id and attempt.
   *
   * @throws ProviderRefused with `amount_too_small` when the amount is below the provider's minimum.
   */
  openCheckout(checkout: CheckoutToOpen, signal: AbortSignal): Promise<ProviderCheckout>;

  /** Reads a checkout, with the paid invoice and the saved card. */
  readCheckout(reference: string, signal: AbortSignal): Promise<ProviderCheckout>;

  /** Closes a checkout and returns its state after that. The state is `done` or `processing` if the person was faster. */
  expireCheckout(reference: string, signal: AbortSignal): Promise<ProviderCheckout>;

  /**
   * Makes the provider's invoice and issues it, without charging. Idempotent for a day by invoice and attempt. With `again` it
   * first looks for the invoice of an earlier call and continues with it, so only one invoice is made.
   *
   * @throws ProviderRefused when the provider refuses the invoice (`customer_tax_location_invalid`, `amount_too_small`).
   */
  issue(invoice: InvoiceToIssue, signal: AbortSignal): Promise<ProviderInvoice>;

  /**
   * Charges the saved card. Idempotent by invoice and attempt. If the invoice is paid already, it is returned as it is, so a new
   * attempt never charges twice. The answer can be `processing`, because some banks take days.
   *
   * @throws PaymentDeclined when the bank refuses, there is no card, or a person has to confirm; ProviderNotFound when the customer
   *   was deleted.
   */
  pay(invoice: InvoiceToPay, signal: AbortSignal): Promise<ProviderInvoice>;

  /**
   * Computes what these lines would cost the customer, including tax. Nothing is written.
   *
   * @throws ProviderRefused with `customer_tax_location_invalid` when the provider knows no address, so it cannot compute the tax.
   */
  quote(quoted: LinesToQuote, signal: AbortSignal): Promise<Quote>;

  /** Reads an invoice: its state, amounts, refunds and dispute. */
  read(reference: string, signal: AbortSignal): Promise<ProviderInvoice>;

  /** Reads the links of an invoice, in one call. They work for some days more. */
  links(reference: string, signal: AbortSignal): Promise<InvoiceLinks>;

  /** Lists the provider's invoices that were made since `since`, newest first, after the invoice with the reference `after`. */
  list(since: Date, after: string | null, signal: AbortSignal): Promise<InvoicePage>;

  /** Finds the provider's invoice by our id, for an invoice whose reference was lost. Void invoices are ignored. */
  find(customer: string, invoiceId: string, signal: AbortSignal): Promise<ProviderInvoice | null>;

  /** Makes an unpaid invoice void. A paid invoice stays paid. The answer has the state after the call. */
  void(invoice: InvoiceToPay, signal: AbortSignal): Promise<ProviderInvoice>;

  /**
   * Sends money back, with a credit note. Idempotent by the refund's id and attempt. After a crash, look in
   * `ProviderInvoice.creditNotes` first.
   *
   * @throws ProviderRefused when the amount is more than what is left.
   */
  refund(refund: RefundToMake, signal: AbortSignal): Promise<CreditNote>;

  /** Reads the saved card that is charged, or null. @throws ProviderNotFound when the customer was deleted */
  card(customer: string, signal: AbortSignal): Promise<SavedCard | null>;

  /** Makes a payment method of the customer the one that is charged. Idempotent. */
  useCard(customer: string, paymentMethod: string, signal: AbortSignal): Promise<SavedCard | null>;

  /** Opens a page where a customer sees invoices and changes the card. */
  portal(customer: string, returnUrl: string, signal: AbortSignal): Promise<{ url: string }>;

  /**
   * Lists events after the cursor, oldest first. Events are only hints. Some come twice: the cursor stays some minutes behind,
   * because events can appear late. Null starts with the newest events.
   */
  eventsSince(cursor: string | null, signal: AbortSignal): Promise<EventPage>;

  /**
   * Reads an event that came over HTTP, from the bytes as they were sent.
   *
   * @throws WrongSignature when the sender does not know the secret, or the event is old; nothing is read then.
   */
  parseEvent(raw: string, signature: string): Promise<ProviderEvent>;

  /** Finds the invoice of a payment; null if the payment belongs to no invoice. */
  invoiceOf(payment: string, signal: AbortSignal): Promise<string | null>;
}

/** The injection token of the provider: `@Inject(PAYMENT_PROVIDER) private readonly provider: PaymentProvider | null`. */
export const PAYMENT_PROVIDER = Symbol('PaymentProvider');
