import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { DAY_MS } from '../../common/clock.js';
import { ClockGuardService } from '../../common/clock-guard.service.js';
import { execute } from '../../database/sql.js';
import { EventsService, type EventType } from '../../events/index.js';
import { RetentionService } from '../../retention/index.js';
import { PURGE_NOTICES, ANNOUNCE_TRIALS, ANNOUNCE_TRIALS_ON_CLOCK } from './trial-notices.sql.js';

/** How long before its end a trial is announced. */
const AHEAD_MS = 3 * DAY_MS;
/** How many notices one transaction writes. */
const CHUNK = 1_000;
const TYPES: EventType[] = ['subscription.trial_ending'];

/** Records an event for each trial that ends within three days, once. */
@Injectable()
export class TrialNoticesService implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly events: EventsService,
    private readonly guard: ClockGuardService,
    private readonly retention: RetentionService,
  ) {}

  onModuleInit(): void {
    this.retention.declare({ purge: PURGE_NOTICES, keptForMs: DAY_MS });
  }

  /** Announces all trials that end soon at `now`, and returns how many. @throws DomainError `clock_wrong` */
  async run(now: Date): Promise<number> {
    this.guard.refuseWhenWrong();
    const statement = ANNOUNCE_TRIALS[await this.events.modeFor(this.dataSource, TYPES)];
    if (statement === null) return 0;
    const until = new Date(now.getTime() + AHEAD_MS);
    for (let total = 0; ;) {
      const announced = await this.dataSource.transaction((manager) =>
        execute(manager, statement, { now, until, limit: CHUNK }),
      );
      total += announced;
      if (announced < CHUNK) return total;
    }
  }

  /**
   * Announces the trials of a test clock in the transaction that moves the clock to `to`. An advance that jumps over the time of
   * a notice still announces the trial.
   */
  async runClock(manager: EntityManager, clockId: string, to: Date): Promise<void> {
    const statement = ANNOUNCE_TRIALS_ON_CLOCK[await this.events.modeFor(manager, TYPES)];
    const until = new Date(to.getTime() + AHEAD_MS);
    if (statement !== null) await execute(manager, statement, { clockId, to, until });
  }
}
