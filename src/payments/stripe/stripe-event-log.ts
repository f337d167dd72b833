import type { Stripe } from 'stripe';
import { ProviderNotFound } from '../provider-errors.js';
import type { EventPage } from '../provider-values.js';
import { toProviderError } from './stripe-errors.js';
import { fromSeconds, toEvent } from './stripe-shapes.js';

/** The types of events that are listed. Stripe allows at most twenty. */
const TYPES = [
  'charge.dispute.closed',
  'charge.dispute.created',
  // A question of a bank becomes a dispute without another event `created`.
  'charge.dispute.funds_withdrawn',
  'charge.dispute.updated',
  'charge.refunded',
  'checkout.session.async_payment_failed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.completed',
  'checkout.session.expired',
  'credit_note.created',
  'customer.deleted',
  'customer.updated',
  'invoice.paid',
  'invoice.payment_failed',
  'invoice.voided',
  'payment_method.attached',
  'payment_method.automatically_updated',
  'payment_method.detached',
  'payment_method.updated',
  'refund.failed',
];
const PAGE = 100;
/** The highest number of pages of one call. The next call goes on from there. */
const MOST_PAGES = 20;
/** The cursor does not pass events that are younger than this, because an older event may still appear before them. */
const SETTLING_MS = 5 * 60_000;

/**
 * Reads the events after the cursor, page by page. The cursor is the id of an event. Without a cursor, or with one that is older
 * than the thirty days for which Stripe keeps events, it starts with the newest page.
 */
export async function readEvents(
  events: Stripe['events'],
  cursor: string | null,
  now: Date,
): Promise<EventPage> {
  const read: Stripe.Event[] = [];
  let from = cursor;
  let more = true;
  for (let page = 0; more && page < MOST_PAGES; page += 1) {
    const { data, has_more } = await pageAfter(events, from);
    // The newest event comes first in a page.
    read.push(...data.toReversed());
    more = from !== null && has_more;
    from = data[0]?.id ?? from;
  }
  const settled = read.findLast(
    ({ created }) => fromSeconds(created).getTime() <= now.getTime() - SETTLING_MS,
  );
  return { events: read.map(toEvent), cursor: (more ? from : settled?.id) ?? cursor, more };
}

async function pageAfter(
  events: Stripe['events'],
  from: string | null,
): Promise<Stripe.ApiList<Stripe.Event>> {
  if (from === null) return events.list({ types: TYPES, limit: PAGE });
  return events.list({ types: TYPES, limit: PAGE, ending_before: from }).catch((error: unknown) => {
    if (toProviderError(error) instanceof ProviderNotFound) return events.list({ types: TYPES, limit: PAGE });
    throw error;
  });
}
