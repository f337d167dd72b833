import { statement } from '../database/sql.js';
import type { Feature } from './plan.js';

const COLUMNS = 'id, key, name, unit, kind, retired_at AS "retiredAt"';
export const FIND = statement<Feature, { keys: string[] }>(
  'feature_find',
  `SELECT ${COLUMNS} FROM features WHERE key = ANY ($keys)`,
);
export const ALL = statement<Feature>('feature_all', `SELECT ${COLUMNS} FROM features ORDER BY key`);
export const LIST = statement<Feature, { before: string; limit: number }>(
  'feature_list',
  `SELECT ${COLUMNS} FROM features WHERE id < $before ORDER BY id DESC LIMIT $limit`,
);
/** Features in the newest version of a plan on sale. */
export const LIST_PUBLIC = statement<Feature, { before: string; limit: number }>(
  'feature_list_public',
  `SELECT ${COLUMNS} FROM features f
   WHERE f.id < $before AND f.retired_at IS NULL AND EXISTS (
     SELECT 1 FROM plan_limits l
     JOIN plan_versions v ON v.id = l.version_id AND v.newest
     JOIN plans p ON p.code = v.plan_code AND p.visibility = 'public' AND p.archived_at IS NULL
     WHERE l.feature_key = f.key)
   ORDER BY f.id DESC LIMIT $limit`,
);
export const INSERT = statement<
  Feature,
  { id: string; key: string; name: string; unit: string; kind: string; now: Date }
>(
  'feature_insert',
  `INSERT INTO features (id, key, name, unit, kind, created_at) VALUES ($id, $key, $name, $unit, $kind, $now)
   ON CONFLICT (key) DO NOTHING RETURNING ${COLUMNS}`,
);
export const UPDATE = statement<
  Feature,
  { key: string; name: string | null; unit: string | null; retired: boolean | null; now: Date }
>(
  'feature_update',
  `UPDATE features SET name = COALESCE($name, name), unit = COALESCE($unit, unit),
          retired_at = CASE WHEN $retired::boolean THEN COALESCE(retired_at, $now) WHEN NOT $retired THEN NULL ELSE retired_at END
   WHERE key = $key RETURNING ${COLUMNS}`,
);
