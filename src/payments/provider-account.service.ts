import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ConfigError } from '../config/config.js';
import { execute, type Executor, maybeOne, one, query } from '../database/sql.js';
import { BIND_ACCOUNT, FIND_ACCOUNT, FIND_HOLD, HOLD, type Mode, RESUME } from './provider-account.sql.js';
import { paymentUnavailable } from './interactive-calls.js';
import { PAYMENT_PROVIDER, type PaymentProvider } from './provider.js';
import { ProviderUnavailable } from './provider-errors.js';

/**
 * Ties this database to one account of the provider, and to its live or test mode. The customers and invoices of one account or
 * mode do not exist in another one.
 */
@Injectable()
export class ProviderAccountService implements OnModuleInit {
  private readonly logger = new Logger(ProviderAccountService.name);
  private bound = false;
  private warned = false;
  private lastAnswer: boolean | null = null;

  constructor(
    @Inject(PAYMENT_PROVIDER) private readonly provider: PaymentProvider | null,
    private readonly dataSource: DataSource,
  ) {}

  /** @throws ConfigError when the key is of the test mode and this database has collected in live mode, or the reverse */
  async onModuleInit(): Promise<void> {
    if (this.provider === null) return;
    const known = await maybeOne(this.dataSource, FIND_ACCOUNT);
    const mode = modeOf(this.provider);
    if (known === undefined || known.mode === mode) return;
    throw new ConfigError([
      `STRIPE_SECRET_KEY is a ${mode} key, but this database has collected with a ${known.mode} key: use another database`,
    ]);
  }

  /**
   * Whether the key belongs to the account of this database. Null while the database is tied to no account. This call does not tie
   * it.
   *
   * @throws ProviderUnavailable
   */
  async isOurAccount(provider: PaymentProvider, signal: AbortSignal): Promise<boolean | null> {
    const known = await maybeOne(this.dataSource, FIND_ACCOUNT);
    if (known === undefined) return null;
    return known.account === (await provider.account(signal)) && known.provider === provider.name;
  }

  /** Whether this process has no provider, although this database collects with one: a setting of the servers is missing. */
  async lacksProvider(): Promise<boolean> {
    return this.provider === null && (await maybeOne(this.dataSource, FIND_ACCOUNT)) !== undefined;
  }

  /** Whether this server may collect, as of the last time that it asked. Null: it never asked, because it does not collect. */
  get couldCollect(): boolean | null {
    return this.lastAnswer;
  }

  /** Holds collecting on all servers, or ends that. Returns whether this changed anything. */
  async hold(now: Date): Promise<boolean> {
    return (await execute(this.dataSource, HOLD, { now })) > 0;
  }

  async resume(): Promise<boolean> {
    return (await query(this.dataSource, RESUME)).length > 0;
  }

  /** Refuses a person who would pay while collecting is held. @throws DomainError `payment_unavailable` */
  async refuseOrderWhileHeld(manager: EntityManager): Promise<void> {
    if (await this.isHeld(manager)) throw paymentUnavailable();
  }

  /** Notes that the provider refused the key. So the next run asks again whether this server may collect. */
  noteRefusedKey(): void {
    this.bound = false;
    this.lastAnswer &&= false;
  }

  /** @throws ProviderUnavailable while collecting is held, and as `refuseOtherAccount` */
  async refuseToCollect(signal: AbortSignal): Promise<void> {
    if (await this.isHeld()) throw new ProviderUnavailable('Collecting is held: see "tenure payments".');
    await this.refuseOtherAccount(signal);
  }

  /** @throws ProviderUnavailable when the key is of another account: nobody may pay into that one */
  async refuseOtherAccount(signal: AbortSignal): Promise<void> {
    if (!(await this.bindAccount(signal)))
      throw new ProviderUnavailable('The key is of another account than this database.');
  }

  /** @throws ProviderUnavailable for work that began before collecting was held, while it is held */
  async refuseIfBegunBeforeHold(begun: Date): Promise<void> {
    const hold = await maybeOne(this.dataSource, FIND_HOLD);
    if (hold !== undefined && begun <= hold.heldSince)
      throw new ProviderUnavailable('It began before collecting was held: see "tenure payments".');
  }

  /**
   * Whether money may be collected: the key is of the account of this database (see `bindAccount`), and nobody holds collecting.
   *
   * @throws ProviderUnavailable
   */
  async mayCollect(signal: AbortSignal): Promise<boolean> {
    if (this.provider === null) return false;
    this.lastAnswer ??= false;
    const held = await this.isHeld();
    if (held && !this.warned)
      this.logger.warn('Nothing is collected: it is held, for example after a restore. See docs/backup.md.');
    this.warned = held;
    this.lastAnswer = !held && (await this.bindAccount(signal));
    return this.lastAnswer;
  }

  /**
   * Ties the database to the account of the first key that is used. Returns whether the key belongs to that account. The provider
   * is asked until the answer is yes, and then not again until it refuses the key.
   *
   * @throws ProviderUnavailable
   */
  async bindAccount(signal: AbortSignal): Promise<boolean> {
    if (this.provider === null) return false;
    if (this.bound) return true;
    const account = await this.provider.account(signal);
    const { name } = this.provider;
    await execute(this.dataSource, BIND_ACCOUNT, { provider: name, account, mode: modeOf(this.provider) });
    const known = await one(this.dataSource, FIND_ACCOUNT);
    this.bound = known.account === account && known.provider === name;
    if (!this.bound) {
      this.logger.error(
        `Nothing is collected: the key is of the account ${account}, but this database belongs to ${known.account}.`,
      );
    }
    return this.bound;
  }

  private async isHeld(on: Executor = this.dataSource): Promise<boolean> {
    if (this.provider === null) return false;
    return (await maybeOne(on, FIND_HOLD)) !== undefined;
  }
}

const modeOf = ({ live }: PaymentProvider): Mode => (live ? 'live' : 'test');
