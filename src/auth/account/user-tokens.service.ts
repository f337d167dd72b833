import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DAY_MS, MINUTE_MS } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { NotFound } from '../../common/domain-error.js';
import { execute, type Executor, maybeOne } from '../../database/sql.js';
import { randomBase62 } from '../../common/base62.js';
import { hashToken, TOKEN_LENGTH } from '../../common/hashed-token.js';
import { tokenSpent } from '../auth.errors.js';
import type { MailedToken, Purpose } from './user-token.rows.js';
import { SPEND_ALL as SPEND_PORTAL_SESSIONS } from '../portal/portal-sessions.sql.js';
import * as sql from './user-tokens.sql.js';

const LIFETIME: Record<Purpose, number> = {
  reset: 30 * MINUTE_MS,
  verify: DAY_MS,
  email_change: DAY_MS,
  email_stop: DAY_MS,
};

/**
 * Tokens that are mailed to a person. Each can be used once, and is stored as a hash. Before a method that writes, the caller's
 * transaction must have locked the user's row.
 */
@Injectable()
export class UserTokensService {
  /**
   * Makes a token that is mailed to `email`. Earlier tokens for the same purpose become invalid, except those that stop a change of
   * address: each of them stops whatever change is pending.
   */
  async issue(manager: EntityManager, { userId, purpose, email }: MailedToken, now: Date): Promise<string> {
    const token = randomBase62(TOKEN_LENGTH);
    if (purpose !== 'email_stop') await this.spendEach(manager, userId, [purpose], now);
    const expiresAt = new Date(now.getTime() + LIFETIME[purpose]);
    const values = { id: newId(), userId, purpose, email, hash: hashToken(token), expiresAt, now };
    await execute(manager, sql.INSERT, values);
    return token;
  }

  /** Reads a token without spending it. @throws NotFound; DomainError `token_spent` */
  async open(on: Executor, purposes: Purpose[], token: string, now: Date): Promise<MailedToken> {
    const found = await maybeOne(on, sql.FIND, { hash: hashToken(token), purposes, now });
    if (found === undefined) throw new NotFound('token');
    if (!found.valid) throw tokenSpent();
    return found;
  }

  /** True if the user has a valid token for this purpose. */
  async isOpen(on: Executor, userId: string, purpose: Purpose, now: Date): Promise<boolean> {
    return (await maybeOne(on, sql.FIND_OPEN, { userId, purpose, now })) !== undefined;
  }

  /** Spends a token. Of several calls at the same time, one succeeds. @throws DomainError `token_spent` */
  async spend(manager: EntityManager, purposes: Purpose[], token: string, now: Date): Promise<MailedToken> {
    const spent = await maybeOne(manager, sql.SPEND, { hash: hashToken(token), purposes, now });
    if (spent === undefined) throw tokenSpent();
    return spent;
  }

  /** Spends all open tokens of the user for these purposes; false if there was none. */
  async spendEach(manager: EntityManager, userId: string, purposes: Purpose[], now: Date): Promise<boolean> {
    return (await execute(manager, sql.SPEND_EACH, { userId, purposes, now })) > 0;
  }

  /** Spends every open link of the user, so that no link from before a change of credentials stays valid. */
  async spendAll(manager: EntityManager, userId: string, now: Date): Promise<void> {
    await execute(manager, sql.SPEND_ALL, { userId, now });
    await execute(manager, SPEND_PORTAL_SESSIONS, { userId, now });
  }
}
