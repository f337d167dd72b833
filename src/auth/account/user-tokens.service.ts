import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '../../common/ids.js';
import { DomainError, NotFound } from '../../common/domain-error.js';
import { execute, type Executor, query } from '../../database/sql.js';
import { randomBase62 } from '../../common/base62.js';
import { hashToken, TOKEN_LENGTH } from '../../common/hashed-token.js';
import * as sql from './user-tokens.sql.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/**
 * What a mailed link does: it sets a new password, proves the present address, proves a new address and makes it the person's, or
 * stops such a change.
 */
const LIFETIME = { reset: 30 * MINUTE, verify: DAY, email_change: DAY, email_stop: DAY };
export type Purpose = keyof typeof LIFETIME;

/** The owner of a token, its purpose, and the address to which it was mailed. */
export interface MailedToken {
  userId: string;
  purpose: Purpose;
  email: string;
}

/**
 * Tokens that are mailed to a person. Each is valid once and kept as a hash. Every method that writes expects that the caller's
 * transaction has locked the user's row.
 */
@Injectable()
export class UserTokensService {
  /**
   * Makes a token for the reader of `email`. Earlier ones for the same purpose are good no more; only a link that stops
   * a change stays good beside a newer one, because any of them stops whatever change is open.
   */
  async issue(manager: EntityManager, { userId, purpose, email }: MailedToken, now: Date): Promise<string> {
    const token = randomBase62(TOKEN_LENGTH);
    if (purpose !== 'email_stop') await this.spendEach(manager, userId, [purpose], now);
    const expiresAt = new Date(now.getTime() + LIFETIME[purpose]);
    await execute(manager, sql.INSERT, [newId(), userId, purpose, email, hashToken(token), expiresAt, now]);
    return token;
  }

  /** Reads a token without taking it. @throws NotFound; DomainError `token_spent` */
  async open(on: Executor, purposes: Purpose[], token: string, now: Date): Promise<MailedToken> {
    type Found = MailedToken & { good: boolean };
    const [found] = await query<Found>(on, sql.FIND, [hashToken(token), purposes, now]);
    if (found === undefined) throw new NotFound('token');
    if (!found.good) throw tokenSpent();
    return found;
  }

  /** Whether the user has a valid token for this purpose. */
  async isOpen(on: Executor, userId: string, purpose: Purpose, now: Date): Promise<boolean> {
    return (await query(on, sql.FIND_OPEN, [userId, purpose, now])).length > 0;
  }

  /** Takes the token, once, however many try. @throws DomainError `token_spent` */
  async spend(manager: EntityManager, purposes: Purpose[], token: string, now: Date): Promise<MailedToken> {
    const [spent] = await query<MailedToken>(manager, sql.SPEND, [hashToken(token), purposes, now]);
    if (spent === undefined) throw tokenSpent();
    return spent;
  }

  /** Ends the user's open tokens for these purposes; false when there was none. */
  async spendEach(manager: EntityManager, userId: string, purposes: Purpose[], now: Date): Promise<boolean> {
    return (await execute(manager, sql.SPEND_EACH, [userId, purposes, now])) > 0;
  }

  /** Ends every open token of the user, so that nothing that was requested before a change of credentials outlives it. */
  async spendAll(manager: EntityManager, userId: string, now: Date): Promise<void> {
    await execute(manager, sql.SPEND_ALL, [userId, now]);
  }
}

export const tokenSpent = (): DomainError =>
  new DomainError(
    'token_spent',
    'The link was used, replaced by a newer one, or has expired. Ask for a new one.',
  );
