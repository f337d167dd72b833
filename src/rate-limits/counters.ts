import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { DataSource } from 'typeorm';
import { DomainError } from '../common/domain-error.js';
import { countRateLimited } from '../common/metrics.js';
import { pool } from '../database/sql.js';
import type { Limit } from './limits.js';

type Limiter = RateLimiterPostgres | RateLimiterMemory;

/** The limiters of rate-limiter-flexible, one for each name. A limiter is made at its first use. */
export class Counters {
  private readonly limiters = new Map<string, Limiter>();

  constructor(private readonly dataSource: DataSource) {}

  /**
   * A limiter that counts in the database, so that a limit holds across servers. Retention deletes its old rows, not the library.
   */
  stored(name: string, { points, duration }: Limit): Limiter {
    return this.named(name, () => {
      const table = { tableName: 'rate_limits', tableCreated: true, clearExpiredByTimeout: false };
      return new RateLimiterPostgres({
        storeClient: pool(this.dataSource),
        storeType: 'pool',
        ...table,
        keyPrefix: name,
        points,
        duration,
      });
    });
  }

  /**
   * Counts a request in the memory of this server alone. One limiter serves callers with different limits, so this method compares
   * with `points`, and the limiter itself has no limit.
   *
   * @throws DomainError `rate_limited` when more than `points` requests were counted within `duration` seconds.
   */
  async countInMemory(name: string, { points, duration }: Limit, key: string): Promise<void> {
    const make = () => new RateLimiterMemory({ keyPrefix: name, points: Number.MAX_SAFE_INTEGER, duration });
    const { consumedPoints, msBeforeNext } = await this.named(name, make).consume(key);
    if (consumedPoints > points) throw rateLimited(name, msBeforeNext, points);
  }

  private named(name: string, make: () => Limiter): Limiter {
    const limiter = this.limiters.get(name) ?? make();
    this.limiters.set(name, limiter);
    return limiter;
  }
}

/** Counts a request. @throws DomainError `rate_limited` when `limiter` has no points left */
export async function count(limiter: Limiter, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw rateLimited(limiter.keyPrefix, error.msBeforeNext, limiter.points, error.remainingPoints);
  }
}

/** Counts a refusal by the rate limit `rule`, and returns its error. */
export function rateLimited(rule: string, waitMs: number, points: number, left = 0): DomainError {
  countRateLimited(rule);
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new DomainError(
    'rate_limited',
    `Too many requests. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    { retryAfter: seconds },
    undefined,
    {
      'Retry-After': String(seconds),
      'RateLimit-Limit': String(points),
      'RateLimit-Remaining': String(Math.max(0, left)),
      'RateLimit-Reset': String(seconds),
    },
  );
}
