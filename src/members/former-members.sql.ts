import { rowsOf } from '../database/sql-text.js';

/**
 * SQL that deletes members by `deletion`, a DELETE from `members`. It remembers those who are people as former members, so that an
 * erasure of the business finds them. If a server of the release before began that erasure, a person is remembered already.
 */
export const rememberingFormer = (deletion: string): string =>
  `WITH gone AS (
     ${deletion}
     RETURNING business_id, id, user_id
   ), remembered AS (
     INSERT INTO former_members (business_id, member_id, user_id)
     SELECT business_id, id, user_id FROM gone WHERE user_id IS NOT NULL
     ON CONFLICT (business_id, member_id) DO NOTHING
   )
   ${rowsOf('gone')}`;
