import { statement } from '../database/sql.js';

export type Mode = 'live' | 'test';

export interface AccountRow {
  provider: string;
  account: string;
  mode: Mode;
  /** Since when nothing is collected, because somebody has to look first. Null: money is collected. */
  heldSince: Date | null;
}

export const FIND_ACCOUNT = statement<AccountRow>(
  'payment_account_find',
  `SELECT provider, account, mode, held_since AS "heldSince" FROM payment_cursor WHERE single`,
);
/** Ties this database to an account, unless it is tied already. */
export const BIND_ACCOUNT = statement<void, { provider: string; account: string; mode: Mode }>(
  'payment_account_bind',
  `INSERT INTO payment_cursor (provider, account, mode) VALUES ($provider, $account, $mode)
   ON CONFLICT (single) DO NOTHING`,
);
/** Holds collecting, for every server. Does nothing if it is held already, or if this database is tied to no account. */
export const HOLD = statement<void, { now: Date }>(
  'payment_account_hold',
  'UPDATE payment_cursor SET held_since = $now WHERE single AND held_since IS NULL',
);
/** Lets every server collect again. */
export const RESUME = statement<void>(
  'payment_account_resume',
  'UPDATE payment_cursor SET held_since = NULL WHERE single AND held_since IS NOT NULL',
);
