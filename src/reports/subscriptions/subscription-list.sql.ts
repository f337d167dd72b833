import { statement } from '../../database/sql.js';
import { firstOf, inForms, perRow } from '../../database/sql-text.js';
import { plannedEnd, type SubscriptionStatus } from '../../subscriptions/index.js';

export interface ListedSubscriptionRow {
  id: string;
  businessId: string;
  businessName: string;
  status: SubscriptionStatus;
  planCode: string;
  planName: string;
  pendingPlanCode: string | null;
  cycleEndsAt: Date;
  trialEndsAt: Date | null;
  cancelAtCycleEnd: boolean;
  pastDueSince: Date | null;
  accessUntil: Date | null;
  error: string | null;
  /** Microseconds since 1970. */
  due: number;
}

/** The filters. A filter of null is ignored. */
interface Filters {
  status: string | null;
  planCode: string | null;
  endsBefore: Date | null;
  canceling: boolean | null;
  limit: number;
  /** The place after which the page begins: microseconds since 1970, a business and a subscription. */
  due: number;
  businessId: string;
  id: string;
}

const AFTER = `(s.due_at, s.business_id, s.id) >
  ('epoch'::timestamptz + $due::bigint * interval '1 microsecond', $businessId::uuid, $id::uuid)
  AND s.due_at < COALESCE($endsBefore::timestamptz, 'infinity')`;
const FILTERS = `($status::text IS NULL OR s.status = $status) AND ($planCode::text IS NULL OR s.plan_code = $planCode)
  AND ($canceling::boolean IS NULL OR s.cancel_at_cycle_end = $canceling)`;
const ORDER = 'ORDER BY s.due_at, s.business_id, s.id';

const page = (found: string): string => `
  WITH found AS MATERIALIZED (${found})${inForms('', ',\n  page_businesses AS MATERIALIZED (SELECT b.id, b.name FROM businesses b WHERE b.id IN (SELECT business_id FROM found))')}
  SELECT s.id, s.business_id AS "businessId", b.name AS "businessName", s.status, s.plan_code AS "planCode", p.name AS "planName",
         s.pending_plan_code AS "pendingPlanCode", ${plannedEnd('s')} AS "cycleEndsAt", s.trial_ends_at AS "trialEndsAt",
         s.cancel_at_cycle_end AS "cancelAtCycleEnd", s.past_due_since AS "pastDueSince", s.access_until AS "accessUntil",
         s.last_error AS error, (extract(epoch FROM s.due_at) * 1000000)::bigint AS due
  FROM found s
  JOIN ${inForms(perRow('SELECT b.name FROM businesses b WHERE b.id = s.business_id'), 'page_businesses')} b ON ${inForms('true', 'b.id = s.business_id')}
  JOIN plans p ON p.code = s.plan_code
  ${ORDER}`;

/**
 * Reads the first rows of each plan and state from an index and merges them, so that it does not search among all subscriptions.
 */
export const LIST = statement<ListedSubscriptionRow, Filters>(
  'reports_subscriptions',
  page(
    inForms(
      `
    SELECT s.* FROM plans p CROSS JOIN (SELECT state FROM unnest(ARRAY['trialing', 'active', 'pastDue']) AS state
                                        WHERE $status::text IS NULL OR state = $status) AS states,
      ${perRow(
        firstOf(`SELECT s.* FROM subscriptions s
        WHERE s.plan_code = p.code AND s.status = states.state AND s.due_at IS NOT NULL AND s.test_clock_id IS NULL
          AND ${AFTER} AND ($canceling::boolean IS NULL OR s.cancel_at_cycle_end = $canceling) ${ORDER}`),
      )} AS s
    WHERE ($planCode::text IS NULL OR p.code = $planCode) ${ORDER} LIMIT $limit`,
      `SELECT s.* FROM subscriptions s WHERE s.due_at IS NOT NULL AND s.test_clock_id IS NULL AND ${AFTER} AND ${FILTERS}
     AND s.status IN ('trialing', 'active', 'pastDue') ${ORDER} LIMIT $limit`,
    ),
  ),
);

export const LIST_CANCELING = statement<ListedSubscriptionRow, Filters>(
  'reports_subscriptions_canceling',
  page(
    firstOf(`SELECT s.* FROM subscriptions s
        WHERE s.cancel_at_cycle_end AND s.due_at IS NOT NULL AND s.test_clock_id IS NULL AND ${AFTER} AND ${FILTERS}
        ${ORDER}`),
  ),
);

export const LIST_ON_CLOCK = statement<ListedSubscriptionRow, Filters & { testClockId: string }>(
  'reports_subscriptions_on_clock',
  page(
    firstOf(`SELECT s.* FROM subscriptions s
        WHERE s.test_clock_id = $testClockId AND s.due_at IS NOT NULL AND ${AFTER} AND ${FILTERS} ${ORDER}`),
  ),
);
