import { statement } from '../database/sql.js';

export type Mode = 'live' | 'test';

export interface AccountRow {
  provider: string;
  account: string;
  mode: Mode;
}

export const FIND_ACCOUNT = statement<AccountRow>(
  'payment_account_find',
  'SELECT provider, account, mode FROM payment_cursor WHERE single',
);
/** Ties this database to an account, unless it is tied already. */
export const BIND_ACCOUNT = statement<void, { provider: string; account: string; mode: Mode }>(
  'payment_account_bind',
  `INSERT INTO payment_cursor (provider, account, mode) VALUES ($provider, $account, $mode)
   ON CONFLICT (single) DO NOTHING`,
);
