import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, DAY_MS } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { beforeId, type Page, pageLimit, type PageQuery, toPage } from '../../common/paging.js';
import { maybeOne, one, query } from '../../database/sql.js';
import { RetentionService } from '../../retention/index.js';
import { RenewalRunsService, type RunCounts } from './renewal-runs.service.js';
import { COUNT_UNPAID, type Unpaid } from '../invoices/unpaid.sql.js';
import { COUNT_SET_ASIDE, LIST_SET_ASIDE, LOOP_STATE } from './renewal-loop.sql.js';
import { LIST_RUNS, PURGE_RUNS } from './run-history.sql.js';
import type { PastRunView, RenewalsView } from './renewals.view.js';

const RUNS_KEPT_DAYS = 14;

/** Runs the renewal loop, and shows its state to operators. */
@Injectable()
export class RenewalLoopService implements OnModuleInit, OnModuleDestroy, BeforeApplicationShutdown {
  private readonly running = new Set<Promise<RunCounts | null>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly renewals: RenewalRunsService,
    private readonly clock: Clock,
    private readonly retention: RetentionService,
  ) {}

  /** Does one run. What is due is read from the data, so a missed or doubled tick does no harm. */
  tick(): Promise<RunCounts | null> {
    const run = this.renewals.run(this.clock.now());
    this.running.add(run);
    return run.finally(() => this.running.delete(run));
  }

  /** Does one run now, or forecasts it. @throws DomainError `renewal_running` while this or another server does one. */
  async runNow(dryRun: boolean): Promise<RunCounts> {
    const counts = dryRun ? await this.renewals.dryRun(this.clock.now()) : await this.tick();
    if (counts === null)
      throw new DomainError('renewal_running', 'A renewal run is under way. Try again when it is done.');
    return counts;
  }

  /** Counts the subscriptions that could not be renewed and wait for another attempt. */
  async countSetAside(): Promise<number> {
    const row = await maybeOne(this.dataSource, COUNT_SET_ASIDE);
    return row?.n ?? 0;
  }

  /** Counts the open invoices and the subscriptions that are past due. */
  countUnpaid(): Promise<Unpaid> {
    return one(this.dataSource, COUNT_UNPAID, { now: this.clock.now() });
  }

  /** What is due, and when the loop last ran. */
  loopState(): Promise<Omit<RenewalsView, 'setAside'>> {
    return one(this.dataSource, LOOP_STATE, { now: this.clock.now() });
  }

  async state(): Promise<RenewalsView> {
    const state = await this.loopState();
    const setAside = await query(this.dataSource, LIST_SET_ASIDE);
    return { ...state, setAside };
  }

  /** The runs that did something, newest first. */
  async runs(page: PageQuery): Promise<Page<PastRunView>> {
    const values = { before: beforeId(page), limit: pageLimit(page) + 1 };
    return toPage(await query(this.dataSource, LIST_RUNS, values), page, (row) => row);
  }

  onModuleInit(): void {
    this.retention.declare({ purge: PURGE_RUNS, keptForMs: RUNS_KEPT_DAYS * DAY_MS });
  }

  /** Ends the run under way after its present chunk, and begins no other, because the server stops. */
  onModuleDestroy(): void {
    this.renewals.stop();
  }

  /** Waits for the run under way, before the connections to the database end. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.running);
  }
}
