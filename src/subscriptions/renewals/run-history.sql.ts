import { statement } from '../../database/sql.js';
import type { PastRunView } from './renewals.view.js';
import type { RunCounts } from './run-counts.js';

export const RECORD_RUN = statement<void, { id: string; now: Date; ms: number } & RunCounts>(
  'renewal_record_run',
  `INSERT INTO renewal_history (id, at, ms, renewed, switched, ended, set_aside)
   VALUES ($id, $now, $ms, $renewed, $switched, $ended, $setAside)`,
);
export const LIST_RUNS = statement<PastRunView, { before: string; limit: number }>(
  'renewal_list_runs',
  `SELECT id, at, ms, renewed, switched, ended, set_aside AS "setAside" FROM renewal_history
   WHERE id < $before ORDER BY id DESC LIMIT $limit`,
);
export const PURGE_RUNS = statement<void, { before: Date; limit: number }>(
  'renewal_purge_runs',
  'DELETE FROM renewal_history WHERE id IN (SELECT id FROM renewal_history WHERE at < $before ORDER BY at LIMIT $limit)',
);
