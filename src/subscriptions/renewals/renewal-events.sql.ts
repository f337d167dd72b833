import { type EventsMode, type EventType, LISTENED_ALONE } from '../../events/index.js';
import { CYCLE, PLAN_NAME, SUBSCRIPTION_STATE } from '../subscription/subscription-event.sql.js';

/** The types of events that a renewal statement records. */
export const RENEWAL_EVENTS = [
  'subscription.renewed',
  'subscription.changed',
  'subscription.ended',
  'subscription.lapsed',
  'subscription.past_due',
  'invoice.paid',
  'invoice.payment_failed',
  'invoice.voided',
] as const satisfies EventType[];

/** Columns of `next`: what a subscription was before the statement renews it. */
const BEFORE = `
           due.status AS was_status, due.plan_code AS was_plan, due.pending_plan_code AS was_pending,
           due.cycle_starts_at AS was_started, due.turn AS was_turn,`;
/** Columns for the RETURNING of `advanced`: what the event shows. */
const RETURNED = `,
              s.status, s.access_until, s.cancel_at_cycle_end, s.trial_ends_at, s.ended_at, s.end_reason,
              next.was_status, next.was_plan, next.was_pending, next.was_started, next.was_turn,
              next.cycle_ends_at AS was_ended`;

const recorded = (mode: 'all' | 'listened'): string => `,
  told AS (
    SELECT t.business_id, kind.type,
      json_build_object('subscription', ${SUBSCRIPTION_STATE('t', 'p', null, 't.planned_ends_at')}, 'previous',
        CASE WHEN t.was_status <> t.status THEN jsonb_build_object('status', t.was_status) ELSE '{}' END
        || CASE WHEN t.was_plan <> t.plan_code THEN jsonb_build_object('plan', ${PLAN_NAME('was')}) ELSE '{}' END
        || CASE WHEN t.was_pending IS NOT NULL THEN jsonb_build_object('pendingPlan', ${PLAN_NAME('pending')})
                ELSE '{}' END
        || CASE WHEN t.event = 'end' THEN '{"endedAt": null, "endReason": null}'
                ELSE jsonb_build_object('cycle', ${CYCLE('t.closed_index', 't.was_started', 't.was_ended', 't.was_turn')})
                END) AS data
    FROM advanced t
    JOIN plans p ON p.code = t.plan_code
    LEFT JOIN plans was ON was.code = t.was_plan
    LEFT JOIN plans pending ON pending.code = t.was_pending
    CROSS JOIN LATERAL (
      SELECT CASE t.event WHEN 'renew' THEN 'subscription.renewed' WHEN 'switch' THEN 'subscription.changed'
                          ELSE 'subscription.ended' END AS type
      UNION ALL SELECT 'subscription.lapsed' WHERE t.lapses
      UNION ALL SELECT 'subscription.past_due' WHERE t.status = 'pastDue' AND t.was_status <> 'pastDue'
    ) AS kind
  ),
  recorded AS (
    INSERT INTO event_outbox (business_id, type, at, data)
    SELECT business_id, type, $now, data FROM told${mode === 'all' ? '' : LISTENED_ALONE('told.business_id', 'told.type')}
  )`;

/**
 * The parts of a renewal statement that record its events: all of them, or those that somebody listens to. With `off` they are
 * empty, so that events cost nothing where nobody listens.
 */
export const recording = (mode: EventsMode): { before: string; returned: string; recorded: string } =>
  mode === 'off'
    ? { before: '', returned: '', recorded: '' }
    : { before: BEFORE, returned: RETURNED, recorded: recorded(mode) };
