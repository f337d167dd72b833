import { perRow, statement } from '../database/sql.js';

/** Each count ends here, so that the answer costs the same however much waits or fails. */
const MOST_COUNTED = 100_000;

/** How many rows there are, MOST_COUNTED at most. */
const counted = (rows: string): string =>
  `(SELECT count(*)::int FROM (SELECT 1 FROM ${rows} LIMIT ${MOST_COUNTED}) AS counted)`;
const oldest = (column: string): string =>
  `extract(epoch FROM now() - (SELECT min(${column}) FROM webhook_deliveries WHERE state = 'pending'))`;

/** What waits: how many, the age of the oldest, and for how long the first one due has waited. */
export const PENDING = statement<{ pending: number; oldestSeconds: number; lagSeconds: number }>(
  'webhook_pending',
  `SELECT ${counted(`webhook_deliveries WHERE state = 'pending'`)} AS pending,
          COALESCE(${oldest('created_at')}, 0)::float8 AS "oldestSeconds",
          GREATEST(COALESCE(${oldest('next_at')}, 0), 0)::float8 AS "lagSeconds"`,
);

/** Attempts since `since` to reach the operators' own endpoints, which are no more than one owner may have. */
const attempts = (outcome: string): string =>
  `webhook_endpoints e CROSS JOIN ${perRow(`SELECT 1 FROM webhook_attempts a
     WHERE a.endpoint_id = e.id AND a.at >= $since AND (a.status BETWEEN 200 AND 299) ${outcome}`)} AS a
   WHERE e.business_id IS NULL AND e.deleted_at IS NULL`;

/** Attempts to reach the operators' own endpoints since `since`, and those that are turned off. Businesses look after theirs. */
export const OF_A_DAY = statement<
  { delivered24h: number; failed24h: number; disabled: number },
  { since: Date }
>(
  'webhook_of_a_day',
  `SELECT ${counted(attempts('IS TRUE'))} AS "delivered24h",
          ${counted(attempts('IS NOT TRUE'))} AS "failed24h",
          ${counted('webhook_endpoints WHERE business_id IS NULL AND disabled_at IS NOT NULL AND deleted_at IS NULL')} AS disabled`,
);
