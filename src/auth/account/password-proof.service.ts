import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PersonPrincipal } from '../../common/principal.js';
import { NotFound } from '../../common/domain-error.js';
import { type User, UsersService } from '../../users/index.js';
import { RateLimitsService } from '../../rate-limits/index.js';

/**
 * Compares passwords, within the limits of wrong attempts. The result must be checked again under a lock: see
 * `AccountLocksService`.
 */
@Injectable()
export class PasswordProofService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly limits: RateLimitsService,
  ) {}

  /**
   * Returns the caller, if this is the caller's password. Attempts count against the user's id and not against the e-mail. Only a
   * person who is logged in gets here, so strangers cannot use up these attempts.
   *
   * @throws DomainError `invalid_credentials`, `rate_limited`
   */
  async verify({ userId, address }: PersonPrincipal, password: string): Promise<User> {
    const user = await this.users.find(this.dataSource, userId);
    if (user === null) throw new NotFound('user');
    await this.limits.attemptLogin(user.id, address, () => this.users.passwordMatches(user, password));
    await this.limits.remember(this.dataSource, user.id, address);
    return user;
  }

  /**
   * Returns the user of these credentials.
   *
   * @throws DomainError `invalid_credentials`, also for an unknown e-mail and after the same time; `rate_limited`
   */
  async logIn(email: string, password: string, from: string): Promise<User> {
    const found: { user: User | null } = { user: null };
    await this.limits.attemptLogin(email, from, async () => {
      found.user = await this.users.verify(email, password);
      return found.user !== null;
    });
    return found.user as unknown as User;
  }
}
