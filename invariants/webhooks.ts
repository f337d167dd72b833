import type { Invariant } from './violation.js';

const DELIVERY = `d.endpoint_id || ' ' || d.event_id`;

/** I12: deliveries agree with events and attempts. Deliveries to deleted webhooks need not be complete. */
export const WEBHOOKS: Invariant = {
  id: 'I12',
  title:
    'each event has one delivery per webhook that took its type; none is delivered without an attempt that was',
  sql: [
    `SELECT 'none of ' || e.id || ' to ' || w.id AS at
     FROM webhook_endpoints w JOIN events e ON e.business_id = COALESCE(w.business_id, e.business_id)
     WHERE w.deleted_at IS NULL AND e.position > w.heard_from AND w.types && ARRAY['*', e.type]
       AND NOT EXISTS (SELECT FROM webhook_deliveries d
                       WHERE d.event_id = e.id AND d.endpoint_id = w.id AND d.business_id = e.business_id)`,
    `SELECT ${DELIVERY} || ' was not answered 2xx' AS at FROM webhook_deliveries d
     WHERE d.delivered_at IS NOT NULL AND NOT EXISTS (
       SELECT FROM webhook_attempts a
       WHERE a.event_id = d.event_id AND a.endpoint_id = d.endpoint_id AND a.status BETWEEN 200 AND 299)`,
    `SELECT ${DELIVERY} || ' has more or fewer attempts than it counts' AS at FROM webhook_deliveries d
     WHERE d.attempts <> (SELECT count(*) FROM webhook_attempts a
                          WHERE a.event_id = d.event_id AND a.endpoint_id = d.endpoint_id)`,
    `SELECT ${DELIVERY} || ' waits, and nothing will deliver it' AS at FROM webhook_deliveries d
     WHERE d.state = 'pending' AND NOT EXISTS (
       SELECT FROM graphile_worker._private_jobs j
       WHERE j.flags ? d.endpoint_id::text AND j.payload ->> 'event' = d.event_id::text
         AND (j.payload ->> 'run')::int = d.run AND (j.payload ->> 'tries')::int = d.tries)`,
  ],
};
