import { createHmac, hkdfSync } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, DAY_MS } from '../common/clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { execute, type Executor, maybeOne, query } from '../database/sql.js';
import { RetentionService } from '../retention/index.js';
import { count, Counters, rateLimited } from './counters.js';
import {
  COUNTED_BY,
  type CountedBy,
  type Limit,
  type Limited,
  LIMITS,
  networksOf,
  type Quota,
  QUOTAS,
} from './limits.js';
import { wrongCredentials } from './rate-limits.errors.js';
import * as sql from './rate-limits.sql.js';

const MINUTE = 60;
const KNOWN_FOR_MS = 90 * DAY_MS;

/** A counter against which a call is counted. */
interface Counter {
  name: string;
  by: CountedBy;
  limit: Limit;
  key: string;
}

/**
 * Limits the rates of calls. It counts in PostgreSQL, so that a limit holds across servers, and stores accounts and addresses as
 * keyed hashes. With RATE_LIMITS=off, only the limits of single API keys and businesses apply.
 */
@Injectable()
export class RateLimitsService implements OnModuleInit {
  private readonly counters: Counters;
  private readonly hashKey: Buffer;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly dataSource: DataSource,
    private readonly retention: RetentionService,
    private readonly clock: Clock,
  ) {
    this.counters = new Counters(dataSource);
    this.hashKey = Buffer.from(hkdfSync('sha256', config.jwtSecrets[0] ?? '', '', 'tenure:rate-limits', 32));
  }

  onModuleInit(): void {
    this.retention.declare(
      { purge: sql.PURGE, keptForMs: 0 },
      { purge: sql.PURGE_ADDRESSES, keptForMs: KNOWN_FOR_MS },
    );
  }

  /** Counts a call of this kind against its address and the account that it names. @throws DomainError `rate_limited` */
  async take(kind: Limited, from: string | undefined, account?: string): Promise<void> {
    if (!this.config.rateLimits) return;
    for (const counter of this.countersOf(kind, COUNTED_BY, from, account)) await this.count(counter);
  }

  /**
   * Tries a password. A wrong password counts against the address, the account, and the pair of them. The limit of the account does
   * not apply to an address from which somebody has logged in to it before. So strangers cannot lock out its owner. The caller
   * calls `remember` once the log-in needs nothing more, such as a code.
   *
   * @throws DomainError `invalid_credentials`, `rate_limited`
   */
  async attemptLogin(
    account: string,
    from: string | undefined,
    matches: () => Promise<boolean>,
  ): Promise<void> {
    if (!this.config.rateLimits) {
      if (!(await matches())) throw wrongCredentials();
      return;
    }
    const withoutAccount = COUNTED_BY.filter((by) => by !== 'account');
    const counted = this.countersOf('guess', withoutAccount, from, account);
    for (const counter of counted) await this.count(counter);
    if (!(await this.isKnown(account, from))) {
      const ofAccount = this.countersOf('guess', ['account'], from, account);
      for (const counter of ofAccount) await this.count(counter);
      counted.push(...ofAccount);
    }
    if (!(await matches())) throw wrongCredentials();
    // Also where a code is still missing: right passwords must not lock out a person who mistypes the code. `code` limits codes.
    await this.succeeded(counted);
  }

  /**
   * Resets the counters of wrong passwords of these accounts, and remembers the caller's address for them. It runs in the
   * transaction in which a mailed link proves that the accounts are the caller's.
   */
  async resetWrongPasswords(
    manager: EntityManager,
    accounts: string[],
    from: string | undefined,
  ): Promise<void> {
    const counters = accounts.flatMap((account) =>
      this.countersOf('guess', ['pair', 'account'], from, account),
    );
    await execute(manager, sql.RESET_COUNTERS, { keys: counters.map(({ name, key }) => `${name}:${key}`) });
    for (const account of accounts) await this.remember(manager, account, from);
  }

  /** Remembers that the owner of an account came from this address, as a complete log-in or another proof showed. */
  async remember(on: Executor, account: string, from: string | undefined): Promise<void> {
    if (!this.config.rateLimits) return;
    const values = {
      account: this.hash(account),
      address: this.hash(networksOf(from)[0].name),
      now: this.clock.now(),
    };
    await execute(on, sql.REMEMBER, values);
  }

  /**
   * Counts a call against a quota of an account, in the caller's transaction. If the transaction is rolled back, the call does not
   * count.
   *
   * @throws DomainError `rate_limited`
   */
  async takeWithin(manager: EntityManager, quota: Quota, account: string): Promise<void> {
    const waitMs = await this.countWithin(manager, quota, account);
    if (waitMs > 0) throw rateLimited(`quota:${quota}`, waitMs, QUOTAS[quota].points);
  }

  /** Counts a call of an API key, or of all keys of a business, in this server alone. @throws DomainError `rate_limited` */
  async takePerMinute(kind: 'key' | 'business', id: string, perMinute: number): Promise<void> {
    await this.counters.countInMemory(kind, { points: perMinute, duration: MINUTE }, id);
  }

  /**
   * Deletes everything about these accounts, in the transaction that erases them. The count of mails to an address stays, and ends
   * within a day. Without it, a person could sign up and be erased repeatedly, and so send any number of mails to anybody.
   */
  async erase(manager: EntityManager, accounts: string[]): Promise<void> {
    const hashes = accounts.map((account) => this.hash(account));
    await execute(manager, sql.ERASE_ACCOUNTS, { accounts: hashes });
    await execute(manager, sql.ERASE_ADDRESSES, { accounts: hashes });
  }

  /**
   * Counts a call against a quota of an account, and returns 0. If the quota is used up, it does not count the call, and returns
   * how many milliseconds to wait.
   */
  async countWithin(manager: EntityManager, quota: Quota, account: string): Promise<number> {
    if (!this.config.rateLimits) return 0;
    const { points, duration } = QUOTAS[quota];
    const key = `quota:${quota}:${this.hash(account)}`;
    const now = this.clock.now().getTime();
    if ((await execute(manager, sql.COUNT, { key, now, windowMs: duration * 1000, most: points })) > 0)
      return 0;
    const full = await maybeOne(manager, sql.EXPIRES, { key });
    return Math.max(1, (full?.expire ?? 0) - now);
  }

  private countersOf(
    kind: Limited,
    countedBy: readonly CountedBy[],
    from: string | undefined,
    account?: string,
  ): Counter[] {
    const limits: Partial<Record<CountedBy, Limit>> = LIMITS[kind];
    return countedBy.flatMap((by): Counter[] => {
      const limit = limits[by];
      const named = by === 'address' ? '' : account;
      if (limit === undefined || named === undefined) return [];
      const hash = by === 'address' ? '' : this.hash(named);
      if (by === 'account') return [{ name: `${kind}:account`, by, limit, key: hash }];
      return networksOf(from).map(({ name, times }) => ({
        name: `${kind}:${by}${times === 1 ? '' : `-x${times}`}`,
        by,
        limit: { ...limit, points: limit.points * times },
        key: `${hash}:${this.hash(name)}`,
      }));
    });
  }

  private async count({ name, limit, key }: Counter): Promise<void> {
    await count(this.counters.stored(name, limit), key);
  }

  /** Undoes the counting of a successful log-in: resets the counter of the pair, and lowers the other counters by one. */
  private async succeeded(counted: Counter[]): Promise<void> {
    for (const { name, by, limit, key } of counted) {
      const limiter = this.counters.stored(name, limit);
      if (by === 'pair') await limiter.delete(key);
      else await limiter.reward(key, 1);
    }
  }

  private async isKnown(account: string, from: string | undefined): Promise<boolean> {
    const values = { account: this.hash(account), address: this.hash(networksOf(from)[0].name) };
    return (await query(this.dataSource, sql.IS_KNOWN, values)).length > 0;
  }

  private hash(text: string): string {
    return createHmac('sha256', this.hashKey).update(text).digest('base64url').slice(0, 22);
  }
}
