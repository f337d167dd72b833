import { type BeforeApplicationShutdown, Injectable, type OnModuleDestroy, Optional } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { ClockGuardService } from '../common/clock-guard.service.js';
import { execute, maybeOne, query } from '../database/sql.js';
import * as sql from './dispatch.sql.js';
import { EventSubscribers } from './event-subscribers.js';

/** Events per transaction. Even if each of them goes to twenty endpoints, the statement ends long before its time limit. */
const CHUNK = 500;

/**
 * Numbers recorded events and hands them to the subscribers, chunk by chunk. A chunk is one transaction: if a server dies in the
 * middle, nothing is written, and another server does the chunk.
 */
@Injectable()
export class EventDispatcherService implements OnModuleDestroy, BeforeApplicationShutdown {
  private running: Promise<number> | null = null;
  /** The run after the one under way. */
  private next: Promise<number> | null = null;
  private stopped = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly guard: ClockGuardService,
    private readonly clock: Clock,
    @Optional() private readonly subscribers?: EventSubscribers,
  ) {}

  /**
   * Numbers all events that wait, and returns how many. Ends early if another server is numbering, if this one stops, or if
   * its clock is wrong. A call during a run waits for the next run, because the present one may have read before the caller
   * recorded its event.
   */
  dispatch(): Promise<number> {
    if (this.next !== null) return this.next;
    if (this.running === null) return this.begin();
    this.next = this.running
      .catch(() => undefined)
      .then(() => {
        this.next = null;
        return this.begin();
      });
    return this.next;
  }

  onModuleDestroy(): void {
    this.stopped = true;
  }

  /** Waits for the run under way and the next, before the connections to the database end. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.allSettled([this.running, this.next]);
  }

  private begin(): Promise<number> {
    this.running = this.run().finally(() => (this.running = null));
    return this.running;
  }

  private async run(): Promise<number> {
    if (this.stopped || this.guard.isWrong) return 0;
    const found = await maybeOne(this.dataSource, sql.ANY_WAITS);
    let total = 0;
    for (let more = found?.waits === true; more && !this.stopped && !this.guard.isWrong;) {
      const numbered = await this.chunk();
      total += numbered;
      more = numbered === CHUNK;
    }
    return total;
  }

  private chunk(): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const lock = await maybeOne(manager, sql.TRY_DISPATCH);
      if (lock?.got !== true) return 0;
      await execute(manager, sql.CREATE_SEQUENCES, { limit: CHUNK });
      const events = await query(manager, sql.NUMBER, { limit: CHUNK, now: this.clock.now() });
      if (events.length > 0) await this.subscribers?.fanOut(manager, events);
      return events.length;
    });
  }
}
