import { statement } from '../../database/sql.js';

/** SQL that says whether collecting is held. `payments` writes the row; this lower module only reads it. */
export const COLLECTING_IS_HELD =
  'EXISTS (SELECT 1 FROM payment_cursor WHERE single AND held_since IS NOT NULL)';

/** Returns a row while nothing is collected, because an operator has stopped collecting, or a backup was restored. */
export const COLLECTING_HELD = statement<{ held: boolean }>(
  'subscription_collecting_held',
  `SELECT true AS held WHERE ${COLLECTING_IS_HELD}`,
);
