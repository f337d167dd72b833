import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config/config.js';
import { one } from '../database/sql.js';
import { DomainError } from './domain-error.js';
import { DATABASE_TIME } from './clock-guard.sql.js';
import { compareClocks, currentMoment, type Moment, WARN_ABOVE_MS } from './clock-skew.js';

const COMPARE_EVERY_MS = 10_000;

/**
 * Compares the machine's clock with the database's, at the start and every ten seconds. Between two comparisons the steady clock
 * shows whether somebody set the system clock, so a jump is noticed at once.
 *
 * A server whose clock is wrong would open cycles that have not begun, delete rows too early, and number events at a wrong time.
 * Nothing can undo that. So scheduled work asks this guard, and does nothing while the clock is wrong. The injected `Clock` and
 * test clocks are not compared, because they are meant to differ.
 */
@Injectable()
export class ClockGuardService implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(ClockGuardService.name);
  private compared: Moment = currentMoment();
  /** Milliseconds that the machine's clock was ahead of the database's at the last comparison. */
  private aheadThen = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.compare();
    this.timer = setInterval(() => {
      this.compare().catch((error: unknown) =>
        this.logger.warn(`The clocks were not compared: ${String(error)}`),
      );
    }, COMPARE_EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Seconds that this machine's clock is ahead of the database's; negative when it is behind. */
  get skewSeconds(): number {
    const { system, steady } = currentMoment();
    return (this.aheadThen + (system - this.compared.system) - (steady - this.compared.steady)) / 1_000;
  }

  /** True when the clocks differ by more than `MAX_CLOCK_SKEW_SECONDS`. */
  get isWrong(): boolean {
    return Math.abs(this.skewSeconds) > this.config.maxClockSkewSeconds;
  }

  /** @throws DomainError `clock_wrong` */
  refuseWhenWrong(): void {
    if (!this.isWrong) return;
    const detail =
      "This server's clock differs from the database's, so it renews and charges nothing. Send the request again later, or to another server.";
    throw new DomainError('clock_wrong', detail);
  }

  private async compare(): Promise<void> {
    const { aheadMs, moment } = await compareClocks(() => one(this.dataSource, DATABASE_TIME));
    this.aheadThen = aheadMs;
    this.compared = moment;
    if (Math.abs(this.aheadThen) <= WARN_ABOVE_MS) return;
    const skew = `This machine's clock is ${(this.aheadThen / 1_000).toFixed(1)} s ahead of the database's`;
    if (this.isWrong)
      this.logger.error(`${skew}: this server is not ready, and does no scheduled work. Set the clock.`);
    else this.logger.warn(`${skew}.`);
  }
}
