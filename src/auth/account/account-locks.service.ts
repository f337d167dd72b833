import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ActorsService } from '../../audit/index.js';
import { Clock } from '../../common/clock.js';
import type { OperatorPrincipal, PersonPrincipal } from '../../common/principal.js';
import { NotFound, sessionEnded } from '../../common/domain-error.js';
import { wrongCredentials } from '../../rate-limits/index.js';
import { type User, UsersService } from '../../users/index.js';
import { tokenSpent } from '../auth.errors.js';
import type { Family } from '../sessions/session.rows.js';
import { SessionsService } from '../sessions/sessions.service.js';
import type { MailedToken, Purpose } from './user-token.rows.js';
import { UserTokensService } from './user-tokens.service.js';

/**
 * Checks a caller's proof again, under the lock of the user's row. Between the first check and the write there is a wait (for the
 * password hash, a queue or a lock), in which a reset may have made the proof invalid. Every transaction that makes a session, sets
 * a password or makes a link begins with one of these methods.
 */
@Injectable()
export class AccountLocksService {
  constructor(
    private readonly users: UsersService,
    private readonly actors: ActorsService,
    private readonly sessions: SessionsService,
    private readonly tokens: UserTokensService,
    private readonly clock: Clock,
  ) {}

  /**
   * Locks the account of an e-mail and password that were verified a moment ago.
   *
   * @throws DomainError `invalid_credentials` when either has changed since
   */
  async byPassword(manager: EntityManager, verified: User): Promise<User> {
    const user = await this.users.lock(manager, verified.id);
    if (user === null || user.passwordHash !== verified.passwordHash || user.email !== verified.email)
      throw wrongCredentials();
    return user;
  }

  /** Locks the account of the caller. @throws DomainError `unauthenticated` when the session has ended since */
  async bySession(manager: EntityManager, person: PersonPrincipal): Promise<{ user: User; family: Family }> {
    const user = await this.users.lock(manager, person.userId);
    const family = await this.sessions.familyOf(manager, person, this.clock.now());
    if (user === null || family === null) throw sessionEnded();
    return { user, family };
  }

  /**
   * Checks an operator again: their session, or the operator key that acts as them.
   *
   * @throws DomainError `unauthenticated` when the session has ended, or the key was revoked or has expired since
   */
  async byOperator(manager: EntityManager, operator: OperatorPrincipal): Promise<void> {
    const { sessionId, keyId } = operator;
    if (sessionId === null) await this.actors.confirmKey(manager, keyId);
    else await this.bySession(manager, operator);
  }

  /**
   * Locks the account of a mailed token, and spends the token. A link must have been mailed to the present address of the account;
   * only the link of a change was mailed to the new address. This also refuses links that a server of the previous release mailed
   * to a new address without marking them as links of a change.
   *
   * @throws NotFound; DomainError `token_spent`, also for a link that was mailed to an address that is not the account's
   */
  async byLink(
    manager: EntityManager,
    purposes: Purpose[],
    token: string,
    now: Date,
  ): Promise<MailedToken & { user: User }> {
    const { userId } = await this.tokens.open(manager, purposes, token, now);
    const user = await this.users.lock(manager, userId);
    if (user === null) throw new NotFound('token');
    const spent = await this.tokens.spend(manager, purposes, token, now);
    if (spent.purpose !== 'email_change' && spent.email !== user.email) throw tokenSpent();
    return { user, ...spent };
  }
}
