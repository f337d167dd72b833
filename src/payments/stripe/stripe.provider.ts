import type { PaymentProvider } from '../provider.js';
import type * as seam from '../provider-values.js';
import { PaymentDeclined, ProviderNotFound, ProviderRefused, WrongSignature } from '../provider-errors.js';
import { openCheckout, readCheckout } from './stripe-checkouts.js';
import { StripeClient } from './stripe-client.js';
import * as customers from './stripe-customers.js';
import { declineBehind } from './stripe-errors.js';
import { readEvents } from './stripe-event-log.js';
import {
  findByInvoiceId,
  issueInvoice,
  readInvoice,
  refundInvoice,
  WITH_PAYMENTS,
} from './stripe-invoices.js';
import { key, StripeParams, type StripeTax } from './stripe-params.js';
import * as shapes from './stripe-shapes.js';

/** How many invoices Stripe lists at once. */
const PAGE = 100;

export interface StripeSettings {
  secretKey: string;
  /** The secrets of all endpoints that may send events here. */
  webhookSecrets: string[];
  tax: StripeTax;
  /** The address of the API; null for Stripe's own. */
  apiBase: string | null;
}

/**
 * Charges through Stripe invoices, because Stripe takes the money of an invoice only once. It uses no Stripe subscription, price or
 * product.
 */
export class StripeProvider implements PaymentProvider {
  readonly name = 'stripe';
  readonly live: boolean;
  readonly taxes: boolean;
  private readonly client: StripeClient;
  private readonly params: StripeParams;

  constructor(
    private readonly settings: StripeSettings,
    private readonly now: () => Date,
  ) {
    this.live = /^\w\w_live_/.test(settings.secretKey);
    this.client = new StripeClient(settings.secretKey, settings.apiBase);
    this.params = new StripeParams(settings.tax);
    this.taxes = this.params.taxed;
  }

  account(signal: AbortSignal): Promise<string> {
    return this.client.call(signal, async (stripe) => (await stripe.accounts.retrieveCurrent()).id);
  }

  ensureCustomer(kept: seam.CustomerToKeep, signal: AbortSignal): Promise<string> {
    return this.client.call(signal, (stripe) => customers.keepCustomer(stripe, this.params, kept));
  }

  async isGone(customer: string, signal: AbortSignal): Promise<boolean> {
    try {
      const found = await this.client.call(signal, (stripe) => stripe.customers.retrieve(customer));
      return found.deleted === true;
    } catch (error) {
      if (error instanceof ProviderNotFound) return true;
      throw error;
    }
  }

  setTaxId(customer: string, taxId: string | null, signal: AbortSignal): Promise<void> {
    return this.client.call(signal, (stripe) => customers.setTaxId(stripe, customer, taxId));
  }

  async forgetCustomer(customer: string, signal: AbortSignal): Promise<void> {
    try {
      await this.client.call(signal, (stripe) => customers.forgetCustomer(stripe, this.params, customer));
    } catch (error) {
      if (!(error instanceof ProviderNotFound)) throw error;
    }
  }

  openCheckout(asked: seam.CheckoutToOpen, signal: AbortSignal): Promise<seam.ProviderCheckout> {
    return this.client.call(signal, (stripe) => openCheckout(stripe, this.params, asked));
  }

  readCheckout(reference: string, signal: AbortSignal): Promise<seam.ProviderCheckout> {
    return this.client.call(signal, (stripe) => readCheckout(stripe, reference));
  }

  async expireCheckout(reference: string, signal: AbortSignal): Promise<seam.ProviderCheckout> {
    await this.client
      .call(signal, ({ checkout }) => checkout.sessions.expire(reference))
      .catch(unlessRefused);
    return this.readCheckout(reference, signal);
  }

  issue(asked: seam.InvoiceToIssue, signal: AbortSignal): Promise<seam.ProviderInvoice> {
    return this.client.call(signal, (stripe) => issueInvoice(stripe, this.params, asked));
  }

  async pay(
    { invoiceId, reference, attempt }: seam.InvoiceToPay,
    signal: AbortSignal,
  ): Promise<seam.ProviderInvoice> {
    try {
      const params = { off_session: true, expand: WITH_PAYMENTS };
      const paid = await this.client.call(signal, ({ invoices }) =>
        invoices.pay(reference, params, key('pay', invoiceId, attempt)),
      );
      return paidOrDeclined(shapes.toInvoice(paid));
    } catch (error) {
      if (!(error instanceof ProviderRefused)) throw error;
      const invoice = await this.read(reference, signal);
      if (invoice.status !== 'open') return invoice;
      const card = invoice.customer === null ? null : await this.card(invoice.customer, signal);
      if (card === null) throw new PaymentDeclined({ code: 'no_payment_method', hard: true });
      const decline = declineBehind(error.code);
      throw decline === null ? error : new PaymentDeclined(decline);
    }
  }

  async quote(quoted: seam.LinesToQuote, signal: AbortSignal): Promise<seam.Quote> {
    const subtotal = quoted.lines.reduce((sum, { amount }) => sum + amount, 0);
    if (!this.params.taxed || subtotal <= 0) return { subtotal, tax: 0, total: subtotal };
    return this.client.call(signal, async ({ invoices }) =>
      shapes.toKnownQuote(await invoices.createPreview(this.params.preview(quoted))),
    );
  }

  read(reference: string, signal: AbortSignal): Promise<seam.ProviderInvoice> {
    return this.client.call(signal, (stripe) => readInvoice(stripe, reference));
  }

  links(reference: string, signal: AbortSignal): Promise<seam.InvoiceLinks> {
    return this.client.call(signal, async ({ invoices }) =>
      shapes.toLinks(await invoices.retrieve(reference)),
    );
  }

  list(since: Date, after: string | null, signal: AbortSignal): Promise<seam.InvoicePage> {
    return this.client.call(signal, async ({ invoices }) => {
      const { data, has_more } = await invoices.list({
        created: { gte: shapes.seconds(since) },
        limit: PAGE,
        ...(after !== null && { starting_after: after }),
      });
      return { invoices: data.map(shapes.toListed), more: has_more };
    });
  }

  find(customer: string, invoiceId: string, signal: AbortSignal): Promise<seam.ProviderInvoice | null> {
    return this.client.call(signal, async (stripe) => {
      const found = await findByInvoiceId(stripe, customer, invoiceId);
      return found === null ? null : readInvoice(stripe, found.id);
    });
  }

  async void({ reference, attempt }: seam.InvoiceToPay, signal: AbortSignal): Promise<seam.ProviderInvoice> {
    // The key has the reference and not our id, because one invoice of ours may have been issued twice.
    await this.client
      .call(signal, ({ invoices }) => invoices.voidInvoice(reference, {}, key('void', reference, attempt)))
      .catch(unlessRefused);
    return this.read(reference, signal);
  }

  refund(asked: seam.RefundToMake, signal: AbortSignal): Promise<seam.CreditNote> {
    return this.client.call(signal, (stripe) => refundInvoice(stripe, asked));
  }

  card(customer: string, signal: AbortSignal): Promise<seam.SavedCard | null> {
    return this.client.call(signal, (stripe) => customers.readCard(stripe, customer));
  }

  useCard(customer: string, paymentMethod: string, signal: AbortSignal): Promise<seam.SavedCard | null> {
    return this.client.call(signal, (stripe) => customers.useCard(stripe, customer, paymentMethod));
  }

  portal(customer: string, returnUrl: string, signal: AbortSignal): Promise<{ url: string }> {
    return this.client.call(signal, async ({ billingPortal }) => {
      const { url } = await billingPortal.sessions.create({ customer, return_url: returnUrl });
      return { url };
    });
  }

  eventsSince(cursor: string | null, signal: AbortSignal): Promise<seam.EventPage> {
    return this.client.call(signal, ({ events }) => readEvents(events, cursor, this.now()));
  }

  async parseEvent(raw: string, signature: string): Promise<seam.ProviderEvent> {
    const { webhooks } = await this.client.library();
    for (const secret of this.settings.webhookSecrets) {
      try {
        return shapes.toEvent(webhooks.constructEvent(raw, signature, secret));
      } catch {
        // Another secret may fit.
      }
    }
    throw new WrongSignature();
  }

  invoiceOf(payment: string, signal: AbortSignal): Promise<string | null> {
    return this.client.call(signal, async ({ invoicePayments }) => {
      const { data } = await invoicePayments.list({
        payment: { type: 'payment_intent', payment_intent: payment },
        limit: 1,
      });
      return shapes.idOf(data[0]?.invoice);
    });
  }
}

/**
 * Returns an invoice that is paid or waits for the bank. If Stripe answers without an error and the invoice is still open, a person
 * has to confirm.
 *
 * @throws PaymentDeclined
 */
function paidOrDeclined(invoice: seam.ProviderInvoice): seam.ProviderInvoice {
  if (invoice.status !== 'open') return invoice;
  throw new PaymentDeclined(invoice.decline ?? { code: 'authentication_required', hard: true });
}

/** Ignores a refusal. The object was closed or paid before, and the next reading shows which. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof ProviderRefused)) throw error;
}
