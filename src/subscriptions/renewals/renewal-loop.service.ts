import { type BeforeApplicationShutdown, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { maybeOne, one, query } from '../../database/sql.js';
import { RenewalRunsService, type RunCounts } from './renewal-runs.service.js';
import { COUNT_SET_ASIDE, LIST_SET_ASIDE, LOOP_STATE } from './renewals.sql.js';
import type { RenewalsView } from './renewals.view.js';

/** The loop as operators see it, and its one run at a time in this process. */
@Injectable()
export class RenewalLoopService implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly running = new Set<Promise<RunCounts | null>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly renewals: RenewalRunsService,
    private readonly clock: Clock,
  ) {}

  /** Does one run. Everything that is due is read from the data, so a missed or doubled tick changes nothing. */
  tick(): Promise<RunCounts | null> {
    const run = this.renewals.run(this.clock.now());
    this.running.add(run);
    return run.finally(() => this.running.delete(run));
  }

  /** @throws DomainError `renewal_running` when this or another server is at it. */
  async runNow(dryRun: boolean): Promise<RunCounts> {
    const counts = dryRun ? await this.renewals.dryRun(this.clock.now()) : await this.tick();
    if (counts === null)
      throw new DomainError('renewal_running', 'A renewal run is under way. Ask again when it is done.');
    return counts;
  }

  /** How many subscriptions could not be renewed and wait for another attempt. */
  async countSetAside(): Promise<number> {
    const row = await maybeOne(this.dataSource, COUNT_SET_ASIDE);
    return row?.n ?? 0;
  }

  async state(): Promise<RenewalsView> {
    const state = await one(this.dataSource, LOOP_STATE, { now: this.clock.now() });
    const setAside = await query(this.dataSource, LIST_SET_ASIDE);
    return { ...state, setAside };
  }

  /** The server stops: the run under way ends after its present chunk, and no further run begins. */
  onModuleDestroy(): void {
    this.renewals.stop();
  }

  /** Waits for the run under way, before the connections to the database end. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.running);
  }
}
