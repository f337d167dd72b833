import type { Business } from '../../businesses/index.js';
import { statement } from '../../database/sql.js';
import { firstOf, inForms, perRow } from '../../database/sql-text.js';
import { LATEST_FIRST, plannedEnd, type SubscriptionStatus } from '../../subscriptions/index.js';

/** A business with its owner and its latest subscription. Null fields mean that it has no owner or no subscription. */
export interface ListedBusinessRow extends Business {
  /** The text by which the list is sorted, before the id. */
  key: string;
  ownerId: string | null;
  ownerName: string | null;
  ownerEmail: string | null;
  subscriptionId: string | null;
  status: SubscriptionStatus | null;
  planCode: string | null;
  planName: string | null;
  cycleEndsAt: Date | null;
  cancelAtCycleEnd: boolean | null;
}

/** The filters. A filter of null is ignored. */
interface Filters {
  status: string | null;
  planCode: string | null;
  suspended: boolean | null;
  testClockId: string | null;
  externalId: string | null;
  limit: number;
}

/** A page by age: businesses with a lower id. */
type ByAge = Filters & { before: string };
/** A page of a search: texts that begin with `search`, after `key` and then after the id. */
type ByText = Filters & { search: string; key: string; after: string };

const BUSINESS =
  'b.id, b.name, b.external_id, b.metadata, b.test_clock_id, b.rate_limit, b.suspended_at, b.closed_at, b.created_at';
const THIS_BUSINESS = 'b.test_clock_id, b.suspended_at, b.external_id';
/** SQL of the latest subscription of a business. */
const LATEST = (businessId: string): string =>
  perRow(`SELECT s.* FROM subscriptions s WHERE s.business_id = ${businessId}
          ORDER BY ${LATEST_FIRST} LIMIT 1`);
const FILTERS = `($suspended::boolean IS NULL OR (b.suspended_at IS NOT NULL) = $suspended)
  AND ($testClockId::uuid IS NULL OR b.test_clock_id = $testClockId) AND ($externalId::text IS NULL OR b.external_id = $externalId)`;
/** The filters of the subscription. Without a status, only a live subscription counts for the plan. */
const ON_A_PLAN = `($status::text IS NULL OR s.status = $status)
  AND ($planCode::text IS NULL OR s.plan_code = $planCode AND ($status IS NOT NULL OR s.ended_at IS NULL))`;

/**
 * What is looked up for the rows of a page, on a distributed database. There it is read in steps beforehand, each from all nodes
 * at once.
 */
const READ_FIRST = `,
  page_businesses AS MATERIALIZED (SELECT ${BUSINESS} FROM businesses b WHERE b.id IN (SELECT id FROM found)),
  page_latest AS MATERIALIZED (
    SELECT DISTINCT ON (s.business_id) s.* FROM subscriptions s WHERE s.business_id IN (SELECT id FROM found)
    ORDER BY s.business_id, ${LATEST_FIRST}
  ),
  page_owners AS MATERIALIZED (
    SELECT m.business_id, m.user_id FROM members m WHERE m.role = 'owner' AND m.business_id IN (SELECT id FROM found)
  )`;

/**
 * SQL of the rows of a page. `found` selects the ids and keys of the page, in order and up to the limit. The owner and the plan
 * are looked up only for these.
 */
const page = (found: string, order: string): string => `
  WITH found AS MATERIALIZED (${found})${inForms('', READ_FIRST)}
  SELECT b.id, b.name, b.external_id AS "externalId", b.metadata, b.test_clock_id AS "testClockId", b.rate_limit AS "rateLimit",
         b.suspended_at AS "suspendedAt", b.closed_at AS "closedAt", b.created_at AS "createdAt", f.key,
         u.id AS "ownerId", u.first_name || ' ' || u.last_name AS "ownerName", u.email AS "ownerEmail",
         s.id AS "subscriptionId", s.status, s.plan_code AS "planCode", p.name AS "planName", ${plannedEnd('s')} AS "cycleEndsAt",
         s.cancel_at_cycle_end AS "cancelAtCycleEnd"
  FROM found f
  JOIN ${inForms(perRow(`SELECT ${BUSINESS} FROM businesses b WHERE b.id = f.id`), 'page_businesses')} b ON ${inForms('true', 'b.id = f.id')}
  LEFT JOIN ${inForms(LATEST('f.id'), 'page_latest')} s ON ${inForms('true', 's.business_id = f.id')}
  LEFT JOIN plans p ON p.code = s.plan_code
  LEFT JOIN ${inForms(perRow(`SELECT m.user_id FROM members m WHERE m.business_id = f.id AND m.role = 'owner'`), 'page_owners')} m ON ${inForms('true', 'm.business_id = f.id')}
  LEFT JOIN ${inForms(perRow('SELECT u.id, u.first_name, u.last_name, u.email FROM users u WHERE u.id = m.user_id'), 'users')} u ON ${inForms('true', 'u.id = m.user_id')}
  ORDER BY ${order}`;

/**
 * A statement that reads businesses from the newest on and leaves out those that do not fit. `narrow` decides which index it
 * reads.
 */
const byAge = (name: string, narrow: string) =>
  statement<ListedBusinessRow, ByAge>(
    name,
    page(
      firstOf(
        `SELECT b.id, ''::text AS key FROM businesses b LEFT JOIN ${LATEST('b.id')} s ON true
       WHERE b.id < $before ${narrow} AND ${FILTERS} AND ${ON_A_PLAN} ORDER BY b.id DESC`,
      ),
      'f.id DESC',
    ),
  );

export const LIST = byAge('reports_businesses', '');
export const LIST_SUSPENDED = byAge('reports_businesses_suspended', 'AND b.suspended_at IS NOT NULL');
export const LIST_ON_CLOCK = byAge('reports_businesses_on_clock', 'AND b.test_clock_id = $testClockId');
export const LIST_BY_EXTERNAL_ID = byAge(
  'reports_businesses_by_external_id',
  'AND b.id = (SELECT x.business_id FROM external_ids x WHERE x.external_id = $externalId)',
);

/**
 * A statement for businesses on one of some plans and in one of some states. It reads the first rows of each plan and state from
 * an index and merges them. So it searches neither for a rare plan nor for a rare state among all businesses.
 */
const merged = (name: string, streams: string, stream: string, state: string) =>
  statement<ListedBusinessRow, ByAge>(
    name,
    page(
      inForms(
        `SELECT each.id, ''::text AS key FROM ${streams},
         ${perRow(
           firstOf(`SELECT s.business_id AS id FROM subscriptions s
           JOIN ${perRow(`SELECT ${THIS_BUSINESS} FROM businesses b WHERE b.id = s.business_id`)} b ON true
           WHERE s.plan_code = p.code AND ${stream} AND s.business_id < $before AND ${FILTERS}
           ORDER BY s.business_id DESC`),
         )} AS each
       WHERE ($planCode::text IS NULL OR p.code = $planCode) ORDER BY each.id DESC LIMIT $limit`,
        `SELECT s.business_id AS id, ''::text AS key FROM subscriptions s JOIN businesses b ON b.id = s.business_id
         WHERE ($planCode::text IS NULL OR s.plan_code = $planCode) AND ${state} AND s.business_id < $before AND ${FILTERS}
         ORDER BY s.business_id DESC LIMIT $limit`,
      ),
      'f.id DESC',
    ),
  );

export const LIST_LIVE = merged(
  'reports_businesses_live',
  `plans p CROSS JOIN (SELECT state FROM unnest(ARRAY['trialing', 'active', 'pastDue']) AS state
                       WHERE $status::text IS NULL OR state = $status) AS states`,
  's.status = states.state AND s.ended_at IS NULL',
  's.ended_at IS NULL AND ($status::text IS NULL OR s.status = $status)',
);
/** The condition for businesses whose latest subscription has ended. */
const ENDED = `s.ended_at IS NOT NULL AND $status::text = 'ended'
   AND NOT EXISTS (SELECT 1 FROM subscriptions n WHERE n.business_id = s.business_id AND (n.ended_at IS NULL OR n.id > s.id)${inForms(' OFFSET 0', '')})`;
export const LIST_ENDED = merged('reports_businesses_ended', 'plans p', ENDED, ENDED);

export const FIND = statement<ListedBusinessRow, Filters & { id: string }>(
  'reports_businesses_find',
  page(
    `SELECT b.id, ''::text AS key FROM businesses b LEFT JOIN ${LATEST('b.id')} s ON true
     WHERE b.id = $id AND ${FILTERS} AND ${ON_A_PLAN} LIMIT $limit`,
    'f.id',
  ),
);

/** The highest character of Unicode. No text that begins with `search` sorts after `search` followed by it. */
const HIGHEST = `U&'\\+10FFFF'`;
/**
 * The name in the order of bytes, whatever the collation of the database is, so that an index finds the names that begin with a
 * text.
 */
const NAME = 'lower(b.name) COLLATE "C"';

export const SEARCH_NAMES = statement<ListedBusinessRow, ByText>(
  'reports_businesses_by_name',
  page(
    firstOf(`SELECT b.id, lower(b.name) AS key FROM businesses b LEFT JOIN ${LATEST('b.id')} s ON true
     WHERE ${NAME} >= lower($search) AND ${NAME} < lower($search) || ${HIGHEST} AND (${NAME}, b.id) > ($key, $after::uuid)
       AND ${FILTERS} AND ${ON_A_PLAN}
     ORDER BY ${NAME}, b.id`),
    'f.key COLLATE "C", f.id',
  ),
);

const EMAIL = 'u.email COLLATE "C"';

/** Searches by the owner's e-mail address. A person who owns several businesses has a row for each. */
export const SEARCH_OWNERS = statement<ListedBusinessRow, ByText>(
  'reports_businesses_by_owner',
  page(
    firstOf(`SELECT b.id, u.email AS key FROM users u
     JOIN ${inForms(perRow('SELECT m.business_id, m.role FROM members m WHERE m.user_id = u.id'), 'members')} m ON m.role = 'owner'${inForms('', ' AND m.user_id = u.id')}
     JOIN ${inForms(perRow('SELECT b.id, b.test_clock_id, b.suspended_at, b.external_id FROM businesses b WHERE b.id = m.business_id'), 'businesses')} b ON ${inForms('true', 'b.id = m.business_id')}
     LEFT JOIN ${LATEST('m.business_id')} s ON true
     WHERE ${EMAIL} >= GREATEST(lower($search) COLLATE "C", $key) AND ${EMAIL} < lower($search) || ${HIGHEST}
       AND (${EMAIL}, b.id) > ($key, $after::uuid) AND ${FILTERS} AND ${ON_A_PLAN}
     ORDER BY ${EMAIL}, b.id`),
    'f.key COLLATE "C", f.id',
  ),
);
