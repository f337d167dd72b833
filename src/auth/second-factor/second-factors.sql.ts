import { statement } from '../../database/sql.js';

export interface SecondFactorRow {
  /** Encrypted. */
  secret: string;
  /** Null until a first code has shown that the app has the secret. */
  confirmedAt: Date | null;
  recoveryCodesLeft: number;
}

export const FIND = statement<SecondFactorRow, { userId: string }>(
  'second_factor_find',
  `SELECT f.secret, f.confirmed_at AS "confirmedAt",
          (SELECT count(*)::integer FROM recovery_codes c WHERE c.user_id = f.user_id) AS "recoveryCodesLeft"
   FROM second_factors f WHERE f.user_id = $userId`,
);

/** Stores a secret that is not confirmed yet. It replaces such a secret, but writes no row if the person has a confirmed factor. */
export const BEGIN = statement<void, { userId: string; secret: string; now: Date }>(
  'second_factor_begin',
  `INSERT INTO second_factors AS f (user_id, secret, created_at) VALUES ($userId, $secret, $now)
   ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at
   WHERE f.confirmed_at IS NULL`,
);

/** Confirms a factor, if it still has the secret with which the code was compared. */
export const CONFIRM = statement<void, { userId: string; secret: string; step: number; now: Date }>(
  'second_factor_confirm',
  `UPDATE second_factors SET confirmed_at = $now, last_step = $step
   WHERE user_id = $userId AND secret = $secret AND confirmed_at IS NULL`,
);

/**
 * Uses up the code of a step, if the factor still has the secret with which the code was compared. It also writes the secret again,
 * encrypted with the present key.
 */
export const USE_STEP = statement<void, { userId: string; secret: string; renewed: string; step: number }>(
  'second_factor_use_step',
  `UPDATE second_factors SET last_step = $step, secret = $renewed
   WHERE user_id = $userId AND secret = $secret AND confirmed_at IS NOT NULL AND last_step < $step`,
);

export interface SecretRow {
  userId: string;
  /** Encrypted. */
  secret: string;
}

/** Reads up to 500 secrets, in the order of their users. */
export const LIST_SECRETS = statement<SecretRow, { after: string }>(
  'second_factor_list_secrets',
  'SELECT user_id AS "userId", secret FROM second_factors WHERE user_id > $after ORDER BY user_id LIMIT 500',
);

/** Writes a secret again, encrypted with the present key, unless it has changed meanwhile. */
export const RENEW = statement<void, { userId: string; secret: string; renewed: string }>(
  'second_factor_renew',
  'UPDATE second_factors SET secret = $renewed WHERE user_id = $userId AND secret = $secret',
);

export const USE_RECOVERY_CODE = statement<void, { userId: string; hash: Buffer }>(
  'second_factor_use_recovery_code',
  'DELETE FROM recovery_codes WHERE user_id = $userId AND hash = $hash',
);

export const IS_CONFIRMED = statement<{ confirmed: boolean }, { userId: string }>(
  'second_factor_is_confirmed',
  'SELECT EXISTS (SELECT 1 FROM second_factors WHERE user_id = $userId AND confirmed_at IS NOT NULL) AS confirmed',
);

export const DELETE_RECOVERY_CODES = statement<void, { userId: string }>(
  'second_factor_delete_recovery_codes',
  'DELETE FROM recovery_codes WHERE user_id = $userId',
);

export const STORE_RECOVERY_CODES = statement<void, { userId: string; hashes: Buffer[] }>(
  'second_factor_store_recovery_codes',
  'INSERT INTO recovery_codes (user_id, hash) SELECT $userId, unnest($hashes::bytea[])',
);

/** Removes a factor. Its recovery codes are deleted by a cascade. */
export const REMOVE = statement<void, { userId: string }>(
  'second_factor_remove',
  'DELETE FROM second_factors WHERE user_id = $userId',
);

/** Notes on a session that its person has shown a code at `$now`. */
export const PROVE_SESSION = statement<void, { sessionId: string; userId: string; now: Date }>(
  'second_factor_prove_session',
  `UPDATE sessions SET second_factor_at = $now
   WHERE id = $sessionId AND user_id = $userId AND ended_at IS NULL`,
);
