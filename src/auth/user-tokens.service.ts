import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '../common/ids.js';
import { NotFound, Refusal } from '../common/refusal.js';
import { execute, type Executor, query, statement } from '../database/sql.js';
import { randomBase62 } from '../members/members.service.js';

/** Base62 letters that hold 256 bits. */
export const TOKEN_LENGTH = 43;
const MINUTE = 60_000;
const LIFETIME = { reset: 30 * MINUTE, verify: 24 * 60 * MINUTE };
export type Purpose = keyof typeof LIFETIME;

const SPEND_EARLIER = statement(
  'user_token_spend_earlier',
  `UPDATE user_tokens SET spent_at = $3 WHERE user_id = $1 AND purpose = $2 AND spent_at IS NULL`,
);
const SPEND_ALL = statement(
  'user_token_spend_all',
  `UPDATE user_tokens SET spent_at = $2 WHERE user_id = $1 AND spent_at IS NULL`,
);
const INSERT = statement(
  'user_token_insert',
  `INSERT INTO user_tokens (id, user_id, purpose, email, hash, expires_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);
const FIND = statement(
  'user_token_find',
  `SELECT spent_at IS NULL AND expires_at > $3 AS good FROM user_tokens WHERE hash = $1 AND purpose = $2`,
);
/** One of those who come at the same moment finds it unspent. */
const SPEND = statement(
  'user_token_spend',
  `UPDATE user_tokens SET spent_at = $3 WHERE hash = $1 AND purpose = $2 AND spent_at IS NULL AND expires_at > $3
   RETURNING user_id AS "userId", email`,
);

/** Tokens that are mailed to a person, each good once and kept as a hash. */
@Injectable()
export class UserTokensService {
  /** Makes a token for the reader of `email`; earlier ones for the same purpose are good no more. */
  async issue(
    manager: EntityManager,
    purpose: Purpose,
    userId: string,
    email: string,
    now: Date,
  ): Promise<string> {
    const token = randomBase62(TOKEN_LENGTH);
    await execute(manager, SPEND_EARLIER, [userId, purpose, now]);
    const expiresAt = new Date(now.getTime() + LIFETIME[purpose]);
    await execute(manager, INSERT, [newId(), userId, purpose, email, hashToken(token), expiresAt, now]);
    return token;
  }

  /** Refuses what `spend` would, before slow work is done for it. @throws NotFound; Refusal `token_spent` */
  async refuseUnlessGood(on: Executor, purpose: Purpose, token: string, now: Date): Promise<void> {
    const [found] = await query<{ good: boolean }>(on, FIND, [hashToken(token), purpose, now]);
    if (found === undefined) throw new NotFound('token');
    if (!found.good) throw tokenSpent();
  }

  /**
   * Takes the token, once, however many try.
   *
   * @throws NotFound for one that we never made; Refusal `token_spent` for one that is used, replaced or expired.
   */
  async spend(
    manager: EntityManager,
    purpose: Purpose,
    token: string,
    now: Date,
  ): Promise<{ userId: string; email: string }> {
    type Spent = { userId: string; email: string };
    const [spent] = await query<Spent>(manager, SPEND, [hashToken(token), purpose, now]);
    if (spent !== undefined) return spent;
    await this.refuseUnlessGood(manager, purpose, token, now);
    throw tokenSpent();
  }

  /** Ends every open token of the user, as when their address is no longer the one they were mailed to. */
  async spendAll(manager: EntityManager, userId: string, now: Date): Promise<void> {
    await execute(manager, SPEND_ALL, [userId, now]);
  }
}

export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

const tokenSpent = (): Refusal =>
  new Refusal(
    'token_spent',
    'The link was used, replaced by a newer one, or has expired. Ask for a new one.',
  );
