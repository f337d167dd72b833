import { createHash } from 'node:crypto';
import type { Stripe } from 'stripe';
import { ProviderNotFound } from '../provider-errors.js';
import type { CustomerToKeep, SavedCard } from '../provider-values.js';
import { key, type StripeParams } from './stripe-params.js';
import { toCard } from './stripe-shapes.js';
import { plainTaxId, taxIdType } from './stripe-tax-ids.js';

/** How many objects Stripe lists at once. */
const PAGE = 100;
/** Asks Stripe to include the card of a customer. */
const WITH_CARD = ['invoice_settings.default_payment_method'];

/** Makes the customer of a business, or updates the known one, and returns its reference. */
export async function keepCustomer(
  { customers }: Stripe,
  params: StripeParams,
  kept: CustomerToKeep,
): Promise<string> {
  const said = params.customer(kept);
  if (kept.reference !== null) return (await customers.update(kept.reference, said)).id;
  // The hash of the facts is part of the key, because Stripe refuses other facts under the same key for a day.
  const hash = createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16);
  const again = (kept.before ?? 0) === 0 ? '' : `:${kept.before}`;
  return (await customers.create(said, key('customer', kept.businessId, hash + again))).id;
}

/** Makes a tax number the only one of a customer, if Stripe knows its kind. Null removes it. */
export async function setTaxId({ customers }: Stripe, customer: string, taxId: string | null): Promise<void> {
  const wanted = taxId === null ? null : plainTaxId(taxId);
  const { data } = await customers.listTaxIds(customer, { limit: PAGE });
  const known = data.filter(({ value }) => wanted !== null && plainTaxId(value) === wanted);
  for (const { id } of data.filter((each) => !known.includes(each)))
    await customers.deleteTaxId(customer, id);
  const type = wanted === null ? null : taxIdType(wanted);
  if (wanted !== null && type !== null && known.length === 0)
    await customers.createTaxId(customer, { type, value: wanted });
}

/** Removes the cards of a customer and all personal data. */
export async function forgetCustomer(stripe: Stripe, params: StripeParams, customer: string): Promise<void> {
  const { customers, paymentMethods } = stripe;
  for (;;) {
    const { data } = await customers.listPaymentMethods(customer, { limit: PAGE });
    if (data.length === 0) break;
    for (const { id } of data) await paymentMethods.detach(id);
  }
  await customers.update(customer, params.clearedCustomer());
  const { data } = await customers.listTaxIds(customer, { limit: PAGE });
  for (const { id } of data) await customers.deleteTaxId(customer, id);
}

/** Reads the saved card that is charged, or null. */
export async function readCard({ customers }: Stripe, customer: string): Promise<SavedCard | null> {
  return cardOf(await customers.retrieve(customer, { expand: WITH_CARD }));
}

/** Makes a payment method of the customer the one that is charged. */
export async function useCard(
  { customers }: Stripe,
  customer: string,
  paymentMethod: string,
): Promise<SavedCard | null> {
  const params = { invoice_settings: { default_payment_method: paymentMethod }, expand: WITH_CARD };
  return cardOf(await customers.update(customer, params));
}

function cardOf(customer: Stripe.Customer | Stripe.DeletedCustomer): SavedCard | null {
  if (customer.deleted) throw new ProviderNotFound(`The customer ${customer.id} was deleted.`);
  const method = customer.invoice_settings.default_payment_method;
  // Stripe may still name a payment method that was removed from the customer. It cannot be charged.
  return typeof method === 'object' && method !== null && method.customer !== null ? toCard(method) : null;
}
