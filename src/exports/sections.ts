import { readAllForCustomer } from '../audit/index.js';
import { type Business, businessView } from '../businesses/index.js';
import { ABOVE_ALL_IDS } from '../common/paging.js';
import { type Executor, maybeOne, one, query } from '../database/sql.js';
import { eventView, FEED_OF_BUSINESS, isEvent } from '../events/index.js';
import {
  invitationView,
  LIST_BUSINESS_KEYS,
  LIST_INVITATIONS,
  LIST_MEMBERS,
  memberView,
} from '../members/index.js';
import { cardView, FIND_BILLING, FIND_PROFILE, LIST_CHECKOUTS, pastCheckoutView } from '../payments/index.js';
import {
  FIND_LATEST,
  invoiceView,
  LIST_CYCLES,
  LIST_INVOICES,
  subscriptionView,
} from '../subscriptions/index.js';
import { DAILY, LIST_ALERTS, LIST_ALL_ALLOCATIONS, LIST_CREDITS } from '../usage/index.js';
import {
  ABOVE_ALL_PLACES,
  deliveryView,
  LIST_DELIVERIES,
  LIST_ENDPOINTS,
  webhookView,
} from '../webhooks/index.js';

/** What an export is read from: one transaction, which sees the data of one moment. */
export interface ExportSource {
  on: Executor;
  business: Business;
  /** The time of the business. */
  now: Date;
  exportedAt: Date;
}

/**
 * A member of the file: one value, or a list that is read page by page. `tables` are the tables that the section shows. Each tenant
 * table has a section, or test/exports/tables.spec.ts says why it has none.
 */
export type Section = { tables: string[] } & (
  | { one: (source: ExportSource) => Promise<unknown>; many?: undefined }
  | { one?: undefined; many: (source: ExportSource) => AsyncGenerator<unknown[]> }
);

/** The most rows of a page. A page may have fewer, so a list ends only with an empty page. */
const PAGE = 500;
/** How many deliveries of each webhook are shown: the newest ones. */
const DELIVERIES = 1_000;

/** All pages of a list that is sorted by id, newest first. */
async function* byId<Row extends { id: string }>(
  read: (page: { before: string; limit: number }) => Promise<Row[]>,
  view: (row: Row) => unknown,
): AsyncGenerator<unknown[]> {
  for (let before = ABOVE_ALL_IDS; ;) {
    const rows = await read({ before, limit: PAGE });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(view);
    before = last.id;
  }
}

/** All pages of a list in which the last row of a page says where the next one begins. */
async function* following<Row, Place>(
  first: Place,
  read: (place: Place) => Promise<Row[]>,
  placeOf: (last: Row) => Place,
  view: (row: Row) => unknown = (row) => row,
): AsyncGenerator<unknown[]> {
  for (let place = first; ;) {
    const rows = await read(place);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(view);
    place = placeOf(last);
  }
}

const members = (kind: 'human' | 'bot') => ({
  tables: ['members'],
  many: ({ on, business: { id: businessId } }: ExportSource) =>
    byId((page) => query(on, LIST_MEMBERS, { ...page, businessId, kind }), memberView),
});

async function* deliveries({ on, business }: ExportSource): AsyncGenerator<unknown[]> {
  const page = { businessId: business.id, before: ABOVE_ALL_IDS, limit: PAGE };
  for (const { id: endpointId } of await query(on, LIST_ENDPOINTS, page)) {
    const place = { ...ABOVE_ALL_PLACES, limit: DELIVERIES };
    const rows = await query(on, LIST_DELIVERIES, { ...place, endpointId });
    yield rows.map((row) => ({ webhookId: endpointId, ...deliveryView(row) }));
  }
}

/** All sections, in the order of the file. They have the same content as the API, without any secret or hash. */
export const SECTIONS: Record<string, Section> = {
  business: { tables: ['businesses'], one: ({ business }) => Promise.resolve(businessView(business)) },
  members: members('human'),
  bots: members('bot'),
  keys: {
    tables: ['api_keys'],
    many: ({ on, business: { id: businessId } }) =>
      byId(
        (page) => query(on, LIST_BUSINESS_KEYS, { ...page, businessId }),
        (key) => key,
      ),
  },
  invitations: {
    tables: ['invitations'],
    many: ({ on, now, business: { id: businessId } }) =>
      byId((page) => query(on, LIST_INVITATIONS, { ...page, businessId, now }), invitationView),
  },
  subscription: {
    tables: ['subscriptions'],
    one: async ({ on, business: { id: businessId } }) => {
      const row = await maybeOne(on, FIND_LATEST, { businessId });
      return row === undefined ? null : subscriptionView(row);
    },
  },
  cycles: {
    tables: ['cycles', 'usage_counters'],
    many: ({ on, business: { id: businessId } }) =>
      following(
        { subscriptionId: ABOVE_ALL_IDS, index: 0 },
        (place) => query(on, LIST_CYCLES, { ...place, businessId, limit: PAGE }),
        ({ subscriptionId, index }) => ({ subscriptionId, index }),
      ),
  },
  usagePerDay: {
    tables: ['usage_days'],
    // One page is enough: it has a row for each feature on each day that is kept.
    async *many({ on, business: { id: businessId } }) {
      yield await query(on, DAILY, { businessId, feature: null, first: '-infinity', last: 'infinity' });
    },
  },
  allocations: {
    tables: ['allocations'],
    many: ({ on, now, business: { id: businessId } }) =>
      following(
        { feature: '', resource: '' },
        (place) => query(on, LIST_ALL_ALLOCATIONS, { ...place, businessId, now, limit: PAGE }),
        ({ feature, resource }) => ({ feature, resource }),
      ),
  },
  credits: {
    tables: ['credit_grants'],
    many: ({ on, now, business: { id: businessId } }) =>
      byId(
        (page) => query(on, LIST_CREDITS, { ...page, businessId, now }),
        (credit) => credit,
      ),
  },
  alerts: {
    tables: ['usage_alerts'],
    many: ({ on, business: { id: businessId } }) =>
      following(
        { subscriptionId: ABOVE_ALL_IDS, cycleIndex: 0, feature: '', limit: 0, percent: 0 },
        (place) => query(on, LIST_ALERTS, { ...place, businessId, rows: PAGE }),
        ({ subscriptionId, cycleIndex, feature, limit, percent }) => ({
          subscriptionId,
          cycleIndex,
          feature,
          limit,
          percent,
        }),
      ),
  },
  events: {
    tables: ['events'],
    many: ({ on, business: { id: businessId } }) =>
      following(
        0,
        async (after) => {
          const page = { businessId, after, limit: PAGE, type: null };
          return (await query(on, FEED_OF_BUSINESS, page)).filter(isEvent);
        },
        ({ sequence }) => sequence,
        eventView,
      ),
  },
  webhooks: {
    tables: ['webhook_endpoints'],
    many: ({ on, business: { id: businessId } }) =>
      byId((page) => query(on, LIST_ENDPOINTS, { ...page, businessId }), webhookView),
  },
  deliveries: { tables: ['webhook_deliveries'], many: deliveries },
  audit: {
    tables: ['audit_log'],
    many: ({ on, business: { id: businessId } }) =>
      byId(
        (page) => readAllForCustomer(on, { ...page, businessId }),
        (entry) => entry,
      ),
  },
  invoices: {
    tables: ['invoices'],
    many: ({ on, business: { id: businessId } }) =>
      byId((page) => query(on, LIST_INVOICES, { ...page, businessId }), invoiceView),
  },
  billingProfile: {
    tables: ['billing_profiles'],
    one: async ({ on, business: { id: businessId } }) =>
      (await maybeOne(on, FIND_PROFILE, { businessId })) ?? null,
  },
  card: {
    tables: ['payment_accounts'],
    one: async ({ on, business: { id: businessId } }) =>
      cardView(await one(on, FIND_BILLING, { businessId })),
  },
  checkouts: {
    tables: ['checkouts'],
    many: ({ on, business: { id: businessId } }) =>
      byId((page) => query(on, LIST_CHECKOUTS, { ...page, businessId }), pastCheckoutView),
  },
};
