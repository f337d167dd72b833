import { statement } from '../database/sql.js';

export type Mode = 'live' | 'test';

export interface ProviderAccountRow {
  provider: string;
  account: string;
  mode: Mode;
}

/** Returns no row while this database is tied to no account. The account is empty if collecting was held before. */
export const FIND_ACCOUNT = statement<ProviderAccountRow>(
  'provider_account_find',
  `SELECT provider, account, mode FROM payment_cursor WHERE single AND account <> ''`,
);
/**
 * Returns since when nothing is collected, because an operator has stopped collecting, or a backup was restored. No row otherwise.
 */
export const FIND_HOLD = statement<{ heldSince: Date }>(
  'payment_hold_find',
  'SELECT held_since AS "heldSince" FROM payment_cursor WHERE single AND held_since IS NOT NULL',
);
/** Ties this database to an account, unless it is tied already. */
export const BIND_ACCOUNT = statement<void, { provider: string; account: string; mode: Mode }>(
  'provider_account_bind',
  `INSERT INTO payment_cursor (provider, account, mode) VALUES ($provider, $account, $mode)
   ON CONFLICT (single) DO UPDATE SET provider = $provider, account = $account, mode = $mode
   WHERE payment_cursor.account = ''`,
);
/** Holds collecting, for every server, also before this database is tied to an account. Does nothing if it is held already. */
export const HOLD = statement<void, { now: Date }>(
  'provider_account_hold',
  `INSERT INTO payment_cursor (provider, account, mode, held_since) VALUES ('', '', 'live', $now)
   ON CONFLICT (single) DO UPDATE SET held_since = $now WHERE payment_cursor.held_since IS NULL`,
);
/**
 * Lets every server collect again. A row without an account is deleted, because a server of the release before takes it for the tie
 * to an account.
 */
export const RESUME = statement<{ single: boolean }>(
  'provider_account_resume',
  `WITH untied AS (DELETE FROM payment_cursor WHERE single AND held_since IS NOT NULL AND account = '' RETURNING single),
   tied AS (UPDATE payment_cursor SET held_since = NULL WHERE single AND held_since IS NOT NULL AND account <> '' RETURNING single)
   SELECT single FROM untied UNION ALL SELECT single FROM tied`,
);
