import type { UpcomingView } from './upcoming.view.js';
import { type Statement, statement } from '../../database/sql.js';
import { nextCycle } from './next-cycle.sql.js';
import { agreedPrice, priceAfter } from '../invoices/agreed-price.sql.js';
import { linesOf } from '../invoices/lines-of.sql.js';
import { UNDECIDED } from '../invoices/undecided.sql.js';
import { plannedEnd } from './planned-end.sql.js';
import { seatsHeld } from './seat-limit.sql.js';

interface Ahead {
  /** SQL of the relation from which the subscriptions are read, as `s`. */
  source?: string;
  /** The condition for the subscriptions with which the forecast begins. */
  from: string;
  /** The condition to compute one more renewal after `a`. */
  on: string;
  /** SQL of the event of that renewal. */
  event?: string;
  /** Whether to assume that all is paid, so that nothing lapses. */
  paid?: boolean;
  /** Whether to compute what each cycle costs. */
  priced?: boolean;
}

const STAYS = 'n.plan_code = a.plan_code';
const SAME_CURRENCY = 'was.currency = will.currency';
const AFTER = priceAfter('a', 'bill.plan_price', STAYS, 'n.starts_at');

/** SQL of the seats of the next cycles: those that were bought or asked for, but no fewer than are held when this cycle ends. */
const SEATS = `GREATEST(COALESCE(s.pending_quantity, s.quantity), ${seatsHeld('$businessId', 's.cycle_ends_at')})`;

/**
 * SQL of the seats after a renewal. A plan without a price per seat drops the seats that were bought. A later plan per seat counts
 * the seats that are held.
 */
const SEATS_AFTER = `
  CASE WHEN a.quantity = 1 OR n.event = 'end' OR (SELECT v.per_seat FROM plan_versions v WHERE v.id = n.version_id) THEN a.quantity
       WHEN (SELECT v.per_seat FROM plan_versions v WHERE v.id = n.closes_under)
       THEN GREATEST(1, ${seatsHeld('$businessId', 'a.cycle_ends_at')})
       ELSE a.quantity END`;

/** SQL of the price of each cycle, and of the discount that is left after it. */
const PRICE = {
  first: `, s.collects, ${SEATS} AS quantity, s.price_override, s.discount_percent, s.discount_amount, s.discount_cycles,
           s.price_known, s.price_seen, s.price_from, s.pending_version_id, s.carried, NULL::bigint AS amount, NULL::text AS currency`,
  next: `, a.collects, ${SEATS_AFTER}, CASE WHEN n.plan_code = a.plan_code THEN a.price_override END,
           CASE WHEN bill.discounted AND a.discount_cycles = 1 THEN NULL ELSE a.discount_percent END,
           CASE WHEN NOT ${SAME_CURRENCY} OR bill.discounted AND a.discount_cycles = 1 THEN NULL ELSE a.discount_amount END,
           CASE WHEN NOT ${SAME_CURRENCY} AND a.discount_amount IS NOT NULL THEN NULL WHEN bill.discounted THEN NULLIF(a.discount_cycles - 1, 0) ELSE a.discount_cycles END,
           ${AFTER.known}, ${AFTER.seen}, ${AFTER.from}, NULL::uuid, COALESCE(bill.carried_after, CASE WHEN ${SAME_CURRENCY} THEN a.carried ELSE 0 END), bill.total, bill.currency`,
  join: `
    LEFT JOIN LATERAL (
      SELECT bill.* FROM plan_versions v JOIN plans p ON p.code = v.plan_code
      ${linesOf('a', 'p', 'v', STAYS, { price: agreedPrice('a', 'v', STAYS, 'n.starts_at'), currency: SAME_CURRENCY })}
      WHERE a.collects AND n.event <> 'end' AND v.id = n.version_id
    ) AS bill ON true`,
};

/**
 * SQL that computes the next renewals by the rule of the renewal loop, and writes nothing. `PRICE` states the seats, the
 * discount and the carried amount a second time: `renewal-statement.sql.ts` (`SEATS`, `raiseSeats`) and `lines-of.sql.ts`
 * (`discountAfter`, `moneyAfter`) are the first. Change both.
 */
const ahead = ({
  source = 'subscriptions s',
  from,
  on,
  event = 'n.event',
  paid = false,
  priced = false,
}: Ahead): string => `
  WITH RECURSIVE ahead AS (
    SELECT 0 AS step, s.cycle_index AS index, NULL::text AS event, s.plan_code, s.plan_version_id, NULL::timestamptz AS starts_at,
           ${paid ? plannedEnd('s') : 's.cycle_ends_at'} AS cycle_ends_at, s.anchor, s.every, s.turn, s.pending_plan_code,
           s.cancel_at_cycle_end, s.test_clock_id, ${paid ? 'NULL::timestamptz' : 's.access_until'} AS access_until
           ${priced ? PRICE.first : ''}
    FROM ${source} WHERE ${from}
    UNION ALL
    SELECT a.step + 1, a.index + 1, ${event}, CASE n.event WHEN 'end' THEN a.plan_code ELSE n.plan_code END, n.version_id,
           a.cycle_ends_at, LEAST(n.ends_at, n.access_until), n.anchor, n.every, n.turn, NULL, false, a.test_clock_id,
           n.access_until ${priced ? PRICE.next : ''}
    FROM ahead a ${nextCycle('a')}${priced ? PRICE.join : ''}
    WHERE ${on}
  )`;

/** How many renewals there are of each kind. */
export interface ForecastRow {
  renewed: number;
  switched: number;
  ended: number;
  setAside: number;
}

interface ForecastParams {
  now: Date;
  limit: number;
}

/** What decides which lapses are postponed: see `PostponedLapsesService`. */
export interface PostponingParams {
  held: boolean;
  since: Date;
}

/**
 * The condition for a due subscription `s` whose lapse a run would postpone. `lapses` of `renewal-statement.sql.ts` has the same
 * one: change both.
 */
const IS_POSTPONED = `(s.status = 'pastDue' AND s.cycle_ends_at = s.access_until AND s.access_until <= $now
  AND ($held::boolean OR s.past_due_since > $since AND EXISTS (
    SELECT 1 FROM invoices i WHERE i.business_id = s.business_id AND i.subscription_id = s.id AND ${UNDECIDED})))`;

/**
 * A statement that counts the renewals until `$now`, at most `$limit` of them. If a run would set a subscription aside, because a
 * step does not fit or is due before its cycle is over, the forecast of that subscription ends there too.
 */
const counted = <Params = ForecastParams>(
  name: string,
  which: string,
  source?: string,
): Statement<ForecastRow, Params> =>
  statement<ForecastRow, Params>(
    name,
    `${ahead({
      ...(source === undefined ? {} : { source }),
      from: `${which} AND due_at <= $now`,
      on: "a.event IS NULL OR (a.event NOT IN ('end', 'aside') AND a.cycle_ends_at <= $now)",
      event: "CASE WHEN n.fits AND a.cycle_ends_at <= $now THEN n.event ELSE 'aside' END",
    })}
     SELECT count(*) FILTER (WHERE event = 'renew') AS renewed,
            count(*) FILTER (WHERE event = 'switch') AS switched,
            count(*) FILTER (WHERE event = 'end') AS ended,
            count(*) FILTER (WHERE event = 'aside') AS "setAside"
     FROM (SELECT event FROM ahead WHERE step > 0 LIMIT $limit) AS renewals`,
  );
export const FORECAST_ALL = counted<ForecastParams & PostponingParams>(
  'renewal_forecast_all',
  `test_clock_id IS NULL AND NOT ${IS_POSTPONED}`,
);
export const FORECAST_CLOCK = counted<ForecastParams & { clockId: string }>(
  'renewal_forecast_clock',
  'test_clock_id = $clockId',
);

/** The columns that a forecast reads of a subscription. */
const START = [
  ...['cycle_index', 'plan_code', 'plan_version_id', 'cycle_ends_at', 'anchor', 'every', 'turn', 'due_at'],
  ...['pending_plan_code', 'cancel_at_cycle_end', 'test_clock_id', 'access_until'],
];
const AS_JSON = `COALESCE(jsonb_agg(jsonb_build_object(${START.map((column) => `'${column}', s.${column}`).join(', ')})), '[]')::text`;

/** The place of a subscription in the order in which subscriptions are due. `dueAt` is PostgreSQL's text, to the microsecond. */
export interface StartsPlace {
  dueAt: string;
  businessId: string;
  id: string;
}

/**
 * Reads the subscriptions with which a forecast begins, as JSON. On a distributed database a recursion cannot read subscriptions,
 * so they are read first and passed on. Returns the `$limit` oldest after a place, and the place of the last of them; null if
 * there are fewer.
 */
export const STARTS_ALL = statement<
  { starts: string; dueAt: string | null; businessId: string | null; id: string | null },
  ForecastParams & PostponingParams & StartsPlace
>(
  'renewal_starts_all',
  `SELECT ${AS_JSON} AS starts, (array_agg(s.due_at::text))[$limit] AS "dueAt", (array_agg(s.business_id))[$limit] AS "businessId",
          (array_agg(s.id))[$limit] AS id
   FROM (SELECT business_id, id, ${START.join(', ')} FROM subscriptions s
         WHERE due_at <= $now AND test_clock_id IS NULL AND NOT ${IS_POSTPONED} AND (due_at, business_id, id) > ($dueAt, $businessId, $id)
         ORDER BY due_at, business_id, id LIMIT $limit) AS s`,
);
/**
 * Reads, as JSON, the subscriptions of a test clock with which a forecast begins. Each of them has at least one renewal, so
 * `$limit` of them are enough.
 */
export const STARTS_CLOCK = statement<{ starts: string }, ForecastParams & { clockId: string }>(
  'renewal_starts_clock',
  `SELECT ${AS_JSON} AS starts
   FROM (SELECT ${START.join(', ')} FROM subscriptions WHERE test_clock_id = $clockId AND due_at <= $now LIMIT $limit) AS s`,
);
export const FORECAST_FROM = counted<ForecastParams & { starts: string }>(
  'renewal_forecast_from',
  'true',
  `jsonb_to_recordset($starts::jsonb) AS s (cycle_index integer, plan_code text, plan_version_id uuid, cycle_ends_at timestamptz,
     anchor timestamptz, every interval, turn integer, due_at timestamptz, pending_plan_code text, cancel_at_cycle_end boolean,
     test_clock_id uuid, access_until timestamptz)`,
);

/** A renewal to come. `amount` is null where nothing is invoiced. */
export type UpcomingRow = Omit<UpcomingView, 'amount' | 'currency'> & {
  amount: number | null;
  currency: string | null;
  planName: string;
};

/** The next `$cycles` renewals of subscription `$id` of business `$businessId`, assuming that all is paid. None if it has ended. */
export const UPCOMING = statement<UpcomingRow, { businessId: string; id: string; cycles: number }>(
  'subscription_upcoming',
  `${ahead({
    from: 's.business_id = $businessId AND s.id = $id AND s.ended_at IS NULL',
    on: "a.event IS DISTINCT FROM 'end' AND a.step < $cycles",
    paid: true,
    priced: true,
  })}
   SELECT index, starts_at AS "startsAt", CASE event WHEN 'end' THEN NULL ELSE cycle_ends_at END AS "endsAt",
          plan_code AS "planCode", event, amount, currency,
          (SELECT name FROM plans WHERE code = plan_code) AS "planName"
   FROM ahead WHERE step > 0 ORDER BY step`,
);
