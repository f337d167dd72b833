import { type Statement, statement } from '../database/sql.js';
import type { ExportRow, ExportState } from './export.rows.js';

const EXPORT = `e.id, e.state, e.requested_at AS "requestedAt", e.ended_at AS "endedAt", e.bytes, e.problem, e.run`;

interface OfExport {
  businessId: string;
  id: string;
}
type OfRun = OfExport & { run: number };

/** Begins an export. No row if one is under way already, or if there is no such business. */
export const BEGIN_EXPORT = statement<ExportRow, OfExport & { now: Date }>(
  'export_begin',
  `INSERT INTO business_exports AS e (business_id, id, state, requested_at)
   SELECT b.id, $id, 'pending', $now FROM businesses b WHERE b.id = $businessId FOR KEY SHARE
   ON CONFLICT (business_id) WHERE state = 'pending' DO NOTHING
   RETURNING ${EXPORT}`,
);
export const FIND_NEWEST_EXPORT = statement<ExportRow, { businessId: string }>(
  'export_find_newest',
  `SELECT ${EXPORT} FROM business_exports e WHERE e.business_id = $businessId ORDER BY e.id DESC LIMIT 1`,
);
export const FIND_EXPORT = statement<ExportRow, OfExport>(
  'export_find',
  `SELECT ${EXPORT} FROM business_exports e WHERE e.business_id = $businessId AND e.id = $id`,
);

/** Begins an attempt. From then on earlier attempts cannot write. No row if the export has ended or was deleted. */
export const BEGIN_RUN = statement<{ run: number }, OfExport>(
  'export_begin_run',
  `UPDATE business_exports SET run = run + 1
   WHERE business_id = $businessId AND id = $id AND state = 'pending' RETURNING run`,
);
export const DELETE_EARLIER_PARTS = statement<void, OfRun>(
  'export_delete_earlier_parts',
  'DELETE FROM business_export_parts WHERE business_id = $businessId AND export_id = $id AND run < $run',
);
/** Writes a part. It writes no row if another attempt has begun, or if the export was deleted. */
export const ADD_PART = statement<void, OfRun & { number: number; data: Buffer }>(
  'export_add_part',
  `INSERT INTO business_export_parts (business_id, export_id, run, number, data)
   SELECT e.business_id, e.id, e.run, $number, $data FROM business_exports e
   WHERE e.business_id = $businessId AND e.id = $id AND e.run = $run AND e.state = 'pending' FOR KEY SHARE`,
);
export const READ_PART = statement<{ data: Buffer }, OfRun & { number: number }>(
  'export_read_part',
  `SELECT data FROM business_export_parts
   WHERE business_id = $businessId AND export_id = $id AND run = $run AND number = $number`,
);
/** Ends an export with a file or a problem. It writes no row if another attempt has begun. */
export const END_EXPORT = statement<
  void,
  OfRun & { state: ExportState; bytes: number | null; problem: string | null; now: Date }
>(
  'export_end',
  `UPDATE business_exports SET state = $state, bytes = $bytes, problem = $problem, ended_at = $now
   WHERE business_id = $businessId AND id = $id AND run = $run AND state = 'pending'`,
);
export const DELETE_PARTS = statement<void, OfExport>(
  'export_delete_parts',
  'DELETE FROM business_export_parts WHERE business_id = $businessId AND export_id = $id',
);
/** Deletes earlier exports of the business with their files, because a new file replaces them. */
export const DELETE_EARLIER_EXPORTS = statement<void, OfExport>(
  'export_delete_earlier',
  `DELETE FROM business_exports WHERE business_id = $businessId AND id < $id AND state <> 'pending'`,
);

/** Makes the rest of the transaction read-only. */
export const READ_ONLY = statement<void>(
  'export_read_only',
  `SELECT set_config('transaction_read_only', 'on', true)`,
);

const purge = (
  name: string,
  table: string,
  key: string,
  from: string,
): Statement<void, { before: Date; limit: number }> =>
  statement<void, { before: Date; limit: number }>(
    name,
    `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${from} WHERE requested_at < $before LIMIT $limit)`,
  );

/** Deletes parts of old files, before their exports, so that no statement deletes much by a cascade. */
export const PURGE_PARTS = purge(
  'retention_business_export_parts',
  'business_export_parts',
  'business_id, export_id, run, number',
  `(SELECT p.business_id, p.export_id, p.run, p.number, e.requested_at
    FROM business_export_parts p JOIN business_exports e ON e.business_id = p.business_id AND e.id = p.export_id) AS old`,
);
export const PURGE_EXPORTS = purge(
  'retention_business_exports',
  'business_exports',
  'business_id, id',
  'business_exports',
);
