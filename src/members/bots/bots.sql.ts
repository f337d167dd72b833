import { statement } from '../../database/sql.js';

export const COUNT_BOTS = statement<{ count: number }, { businessId: string }>(
  'bot_count',
  `SELECT count(*)::int AS count FROM members WHERE business_id = $businessId AND kind = 'bot'`,
);
/**
 * Changes a bot. A parameter that is null changes nothing. New scopes come from a server that knows the scope for refunds, so the
 * row says that it was made by one.
 */
export const EDIT_BOT = statement<
  void,
  { businessId: string; id: string; name: string | null; scopes: readonly string[] | null }
>(
  'bot_edit',
  `UPDATE members SET name = COALESCE($name, name), scopes = COALESCE($scopes::text[], scopes),
     knows_refunds = knows_refunds OR $scopes::text[] IS NOT NULL
   WHERE business_id = $businessId AND id = $id AND kind = 'bot'`,
);
