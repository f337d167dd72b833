import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { Refusal } from '../common/refusal.js';
import { CONFIG, type Config } from '../config/config.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * How often, in how many seconds: for one account (the e-mail, user or business that is named) and for one address.
 * What an address does to an account is counted by the two together, so that nobody locks out somebody else.
 */
const LIMITS = {
  login: { account: { points: 100, duration: 15 * MINUTE }, address: { points: 100, duration: 15 * MINUTE } },
  signup: { account: { points: 5, duration: HOUR }, address: { points: 30, duration: HOUR } },
  reset: { account: { points: 5, duration: HOUR }, address: { points: 30, duration: HOUR } },
  verify: { account: { points: 10, duration: HOUR }, address: { points: 60, duration: HOUR } },
  invite: { account: { points: 200, duration: HOUR }, address: { points: 200, duration: HOUR } },
  token: { account: { points: 60, duration: 15 * MINUTE }, address: { points: 60, duration: 15 * MINUTE } },
} as const;
export type Limited = keyof typeof LIMITS;

/** Wrong passwords for one account from one address. */
const GUESSES = { points: 10, duration: 15 * MINUTE };

type Limiter = RateLimiterPostgres | RateLimiterMemory;

/** Counts in PostgreSQL what may be tried, so that a limit holds across servers. Does nothing with RATE_LIMITS=off. */
@Injectable()
export class RateLimitsService {
  private readonly limiters = new Map<string, Limiter>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly dataSource: DataSource,
  ) {}

  /** Counts a call of this kind, for the address it comes from and the account it names. @throws Refusal `rate_limited` */
  async take(kind: Limited, from: string | undefined, account?: string): Promise<void> {
    if (!this.config.rateLimits) return;
    const { address: perAddress, account: perAccount } = LIMITS[kind];
    await this.consume(`${kind}:address`, perAddress, addressKey(from));
    if (account !== undefined) await this.consume(`${kind}:account`, perAccount, account);
  }

  /**
   * Tries a password. Failures count against the pair of account and address, a hundred of them from anywhere against
   * the account, both for 15 minutes at most; a success forgets the pair's.
   *
   * @throws Refusal `invalid_credentials`, `rate_limited`
   */
  async guess(account: string, from: string | undefined, matches: () => Promise<boolean>): Promise<void> {
    const pair = `${account} ${addressKey(from)}`;
    if (this.config.rateLimits) {
      await this.consume('guess', GUESSES, pair);
      await this.take('login', from, account);
    }
    if (!(await matches())) throw new Refusal('invalid_credentials', 'The e-mail or the password is wrong.');
    if (!this.config.rateLimits) return;
    await this.limiter('guess', GUESSES).delete(pair);
    await this.limiter('login:account', LIMITS.login.account).reward(account, 1);
    await this.limiter('login:address', LIMITS.login.address).reward(addressKey(from), 1);
  }

  /** Counts a call by an API key that has a limit per minute, in this server alone. @throws Refusal `rate_limited` */
  async takeKey(keyId: string, perMinute: number): Promise<void> {
    await consume(this.memory(perMinute), { points: perMinute, duration: MINUTE }, keyId);
  }

  private async consume(
    name: string,
    limit: { points: number; duration: number },
    key: string,
  ): Promise<void> {
    await consume(this.limiter(name, limit), limit, key);
  }

  private limiter(name: string, { points, duration }: { points: number; duration: number }): Limiter {
    let limiter = this.limiters.get(name);
    if (limiter === undefined) {
      limiter = new RateLimiterPostgres({
        storeClient: (this.dataSource.driver as unknown as { master: unknown }).master,
        storeType: 'pool',
        tableName: 'rate_limits',
        tableCreated: true,
        keyPrefix: name,
        points,
        duration,
      });
      this.limiters.set(name, limiter);
    }
    return limiter;
  }

  private memory(points: number): Limiter {
    const name = `key:${points}`;
    let limiter = this.limiters.get(name);
    if (limiter === undefined) {
      limiter = new RateLimiterMemory({ keyPrefix: name, points, duration: MINUTE });
      this.limiters.set(name, limiter);
    }
    return limiter;
  }
}

async function consume(
  limiter: Limiter,
  limit: { points: number; duration: number },
  key: string,
): Promise<void> {
  try {
    await limiter.consume(key.slice(0, 200));
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw new Refusal(
      'rate_limited',
      `Too many requests. Come again in ${seconds} s.`,
      { retryAfter: seconds },
      undefined,
      {
        'Retry-After': String(seconds),
        'RateLimit-Limit': String(limit.points),
        'RateLimit-Remaining': String(Math.max(0, error.remainingPoints)),
        'RateLimit-Reset': String(seconds),
      },
    );
  }
}

/** One customer holds a whole /64 of IPv6, so that is what counts as an address there. */
function addressKey(address = 'unknown'): string {
  const [plain = ''] = address.split('%');
  if (!plain.includes(':') || plain.startsWith('::ffff:')) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = head.split(':').filter(Boolean);
  if (tail !== undefined) while (groups.length < 4) groups.push('0');
  return `${groups.slice(0, 4).join(':')}::/64`;
}
