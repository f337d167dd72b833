import { BELOW_ALL_IDS } from '../../common/paging.js';
import { type Statement, statement } from '../../database/sql.js';
import { inForms } from '../../database/sql-text.js';
import type { EventsMode } from '../../events/index.js';
import {
  type LapseRow,
  lapses,
  type LapsesParams,
  lockSeats,
  raiseSeats,
  renew,
  type RenewalStatement,
} from './renewal-statement.sql.js';
import type { KeyRange, RenewalRow } from './renewals.rows.js';

/** A due subscription, to be renewed alone. */
export interface DueRow {
  businessId: string;
  id: string;
  version: number;
}

/**
 * Splits the `$limit` oldest due subscriptions at `$now` into ranges of `$size` businesses that are neighbours by key. The rows
 * of such a range lie on few pages of each index. The rows of a period of time would lie on as many pages as there are rows. If
 * nothing is due, there is no range. If fewer than `$limit` are due, the ranges reach until `$now`, so that a subscription that
 * is late by several cycles stays in one range.
 */
export const RANGES = statement<KeyRange, { now: Date; limit: number; size: number }>(
  'renewal_ranges',
  `WITH oldest AS MATERIALIZED (
     SELECT due_at, business_id FROM subscriptions WHERE due_at <= $now AND test_clock_id IS NULL
     ORDER BY due_at, business_id, id LIMIT $limit
   ),
   placed AS (SELECT business_id, row_number() OVER (ORDER BY business_id) AS place FROM oldest),
   ends AS (
     SELECT business_id FROM placed WHERE place % $size = 0 AND place < (SELECT count(*) FROM oldest)
     UNION SELECT 'ffffffff-ffff-ffff-ffff-ffffffffffff' WHERE EXISTS (SELECT 1 FROM oldest)
   )
   SELECT (SELECT CASE WHEN count(*) < $limit THEN $now ELSE max(due_at) END FROM oldest)::text AS until, business_id AS "upTo",
          lag(business_id, 1, '${BELOW_ALL_IDS}') OVER (ORDER BY business_id) AS after
   FROM ends ORDER BY business_id`,
);

interface RangeParams extends KeyRange {
  now: Date;
  limit: number;
}

interface ClockParams {
  now: Date;
  limit: number;
  clockId: string;
}

interface BusinessParams {
  now: Date;
  businessId: string;
}

/** The condition for due subscriptions in a key range. Businesses on test clocks have another time and are left out. */
const IN_RANGE =
  'due_at <= $now AND due_at <= $until AND business_id > $after AND business_id <= $upTo AND test_clock_id IS NULL';
const renewAll = (name: string, mode: EventsMode, invoices: boolean): Statement<RenewalRow, RangeParams> =>
  statement<RenewalRow, RangeParams>(
    name,
    renew(
      `SELECT * FROM subscriptions WHERE ${IN_RANGE} ORDER BY due_at, business_id, id LIMIT $limit`,
      mode,
      invoices,
    ),
  );
export const RENEW_ALL: RenewalStatement<RangeParams> = {
  off: renewAll('renewal_advance_all', 'off', false),
  listened: renewAll('renewal_advance_all_listened', 'listened', false),
  all: renewAll('renewal_advance_all_recorded', 'all', false),
  invoicing: {
    off: renewAll('renewal_advance_all_invoicing', 'off', true),
    listened: renewAll('renewal_advance_all_invoicing_listened', 'listened', true),
    all: renewAll('renewal_advance_all_invoicing_recorded', 'all', true),
  },
  lockSeats: statement<void, KeyRange & { now: Date }>('renewal_lock_seats_all', lockSeats(IN_RANGE)),
  raiseSeats: statement<void, KeyRange & { now: Date }>('renewal_raise_seats_all', raiseSeats(IN_RANGE)),
  lapses: statement<LapseRow, LapsesParams<RangeParams>>('renewal_lapses_all', lapses(IN_RANGE)),
};
const CLOCK_DUE = 'due_at <= $now AND test_clock_id = $clockId';
/**
 * A statement that renews the subscriptions of a test clock. It writes the rows in the order of their due time, as an advance
 * promises.
 */
const renewClock = (name: string, mode: EventsMode, invoices: boolean): Statement<RenewalRow, ClockParams> =>
  statement<RenewalRow, ClockParams>(
    name,
    renew(
      `SELECT * FROM subscriptions WHERE ${CLOCK_DUE}
     ORDER BY due_at, business_id, id LIMIT $limit`,
      mode,
      invoices,
      'due.due_at, due.business_id, due.id',
    ),
  );
export const RENEW_CLOCK: RenewalStatement<ClockParams> = {
  off: renewClock('renewal_advance_clock', 'off', false),
  listened: renewClock('renewal_advance_clock_listened', 'listened', false),
  all: renewClock('renewal_advance_clock_recorded', 'all', false),
  invoicing: {
    off: renewClock('renewal_advance_clock_invoicing', 'off', true),
    listened: renewClock('renewal_advance_clock_invoicing_listened', 'listened', true),
    all: renewClock('renewal_advance_clock_invoicing_recorded', 'all', true),
  },
  lockSeats: statement<void, { now: Date; clockId: string }>(
    'renewal_lock_seats_clock',
    lockSeats(CLOCK_DUE),
  ),
  raiseSeats: statement<void, { now: Date; clockId: string }>(
    'renewal_raise_seats_clock',
    raiseSeats(CLOCK_DUE),
  ),
  lapses: null,
};
/**
 * The condition for the due subscription of a business. It ignores `due_at`, so that requests do not wait for the next attempt of
 * a subscription that was set aside.
 */
const BUSINESS_DUE = 'business_id = $businessId AND ended_at IS NULL AND cycle_ends_at <= $now';
const ofBusiness = (of: string): string => inForms(`${of}.business_id`, '$businessId');
const renewBusiness = (
  name: string,
  mode: EventsMode,
  invoices: boolean,
): Statement<RenewalRow, BusinessParams> =>
  statement<RenewalRow, BusinessParams>(
    name,
    renew(`SELECT * FROM subscriptions WHERE ${BUSINESS_DUE}`, mode, invoices, undefined, ofBusiness),
  );
export const RENEW_BUSINESS: RenewalStatement<BusinessParams> = {
  off: renewBusiness('renewal_advance_business', 'off', false),
  listened: renewBusiness('renewal_advance_business_listened', 'listened', false),
  all: renewBusiness('renewal_advance_business_recorded', 'all', false),
  invoicing: {
    off: renewBusiness('renewal_advance_business_invoicing', 'off', true),
    listened: renewBusiness('renewal_advance_business_invoicing_listened', 'listened', true),
    all: renewBusiness('renewal_advance_business_invoicing_recorded', 'all', true),
  },
  lockSeats: statement<void, BusinessParams>('renewal_lock_seats_business', lockSeats(BUSINESS_DUE)),
  raiseSeats: statement<void, BusinessParams>(
    'renewal_raise_seats_business',
    raiseSeats(BUSINESS_DUE, ofBusiness),
  ),
  lapses: statement<LapseRow, LapsesParams<BusinessParams>>(
    'renewal_lapses_business',
    lapses(BUSINESS_DUE, ofBusiness),
  ),
};

/** Returns a row if the cycle of a business is over at `$now`, and whether `$now` is the time of a test clock. */
export const IS_OVERDUE = statement<{ onTestClock: boolean }, BusinessParams>(
  'renewal_is_overdue',
  `SELECT test_clock_id IS NOT NULL AS "onTestClock" FROM subscriptions
   WHERE business_id = $businessId AND ended_at IS NULL AND cycle_ends_at <= $now`,
);

/** Lists the rows of RENEW_ALL, to renew them one by one after their chunk has failed. */
export const DUE_ALL = statement<DueRow, RangeParams>(
  'renewal_due_all',
  `SELECT business_id AS "businessId", id, version FROM subscriptions WHERE ${IN_RANGE}
   ORDER BY due_at, business_id, id LIMIT $limit`,
);
/** Lists the rows of RENEW_CLOCK for the same purpose. */
export const DUE_CLOCK = statement<DueRow, ClockParams>(
  'renewal_due_clock',
  `SELECT business_id AS "businessId", id, version FROM subscriptions WHERE ${CLOCK_DUE}
   ORDER BY due_at, business_id, id LIMIT $limit`,
);
