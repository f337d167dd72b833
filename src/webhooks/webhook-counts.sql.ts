import { statement } from '../database/sql.js';
import { perRow } from '../database/sql-text.js';

/** The highest result of a count. It bounds the cost, however many rows there are. */
const MOST_COUNTED = 100_000;

/** SQL that counts rows, up to MOST_COUNTED. */
const counted = (rows: string): string =>
  `(SELECT count(*)::int FROM (SELECT 1 FROM ${rows} LIMIT ${MOST_COUNTED}) AS counted)`;
const oldest = (column: string): string =>
  `extract(epoch FROM now() - (SELECT min(${column}) FROM webhook_deliveries WHERE state = 'pending'))`;

/** Counts the deliveries that wait, with the age of the oldest, and how long the first due one has waited. */
export const PENDING = statement<{ pending: number; oldestSeconds: number; lagSeconds: number }>(
  'webhook_pending',
  `SELECT ${counted(`webhook_deliveries WHERE state = 'pending'`)} AS pending,
          COALESCE(${oldest('created_at')}, 0)::float8 AS "oldestSeconds",
          GREATEST(COALESCE(${oldest('next_at')}, 0), 0)::float8 AS "lagSeconds"`,
);

/** SQL of the attempts at the operators' endpoints since `$since`. An owner has few endpoints, so this looks at few. */
const attempts = (outcome: string): string =>
  `webhook_endpoints e CROSS JOIN ${perRow(`SELECT 1 FROM webhook_attempts a
     WHERE a.endpoint_id = e.id AND a.at >= $since AND (a.status BETWEEN 200 AND 299) ${outcome}`)} AS a
   WHERE e.business_id IS NULL AND e.deleted_at IS NULL`;

/**
 * Counts attempts at the operators' endpoints since `$since`, and those endpoints that are turned off. The endpoints of businesses
 * are not counted: each business watches its own.
 */
export const OF_A_DAY = statement<
  { delivered24h: number; failed24h: number; disabled: number },
  { since: Date }
>(
  'webhook_of_a_day',
  `SELECT ${counted(attempts('IS TRUE'))} AS "delivered24h",
          ${counted(attempts('IS NOT TRUE'))} AS "failed24h",
          ${counted('webhook_endpoints WHERE business_id IS NULL AND disabled_at IS NOT NULL AND deleted_at IS NULL')} AS disabled`,
);
