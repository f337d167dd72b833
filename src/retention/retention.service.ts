import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { execute, maybeOne, one, type Statement } from '../database/sql.js';
import type { Span, Walk } from './walk.sql.js';
import { END_WALK, FIND_PLACE, STORE_PLACE, TRY_LOCK } from './retention.sql.js';

export { walk } from './walk.sql.js';

/** How many rows a chunk deletes. Each chunk is a transaction of its own, so no lock is held for long. */
const CHUNK = 2_000;
/**
 * How many milliseconds one run walks through one kind of rows. Half of the time it rests. It reads some ten million rows in that
 * time, which is more than a large installation writes in an hour.
 */
const WALK_MS = 1_200_000;

export type Purge = Statement<void, { before: Date; limit: number }>;

/** How long one kind of rows is kept, in real time, and how old rows are found. */
export type Retention = { keptForMs: number } & (
  | {
      /** Deletes up to `$limit` rows that ended before `$before`. An index finds them. */
      purge: Purge;
    }
  | {
      /** Reads all rows in the order of their key, if no index finds the old ones. See `walk`. */
      walk: Walk;
    }
);

/** Deletes old rows. Each module declares which rows it keeps, and for how long. No other code deletes old rows. */
@Injectable()
export class RetentionService implements OnApplicationShutdown {
  private readonly retentions: Retention[] = [];
  private stopped = false;

  constructor(private readonly dataSource: DataSource) {}

  /** Declares how long rows are kept. Modules call it when they initialise. Rows of earlier declarations are deleted first. */
  declare(...retentions: Retention[]): void {
    this.retentions.push(...retentions);
  }

  /**
   * Deletes all rows that are too old at `now`, chunk by chunk, and returns how many. It ends early if another server does the
   * same, or if this one stops. If one kind of rows fails, the next kinds are still deleted.
   *
   * @throws AggregateError with all errors, after all kinds were tried
   */
  async purge(now: Date): Promise<number> {
    const errors: unknown[] = [];
    let purged = 0;
    for (const retention of this.retentions) {
      try {
        purged += await this.purgeKind(retention, now);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0)
      throw new AggregateError(errors, `Old rows were not deleted: ${errors.join('; ')}`);
    return purged;
  }

  onApplicationShutdown(): void {
    this.stopped = true;
  }

  private purgeKind(retention: Retention, now: Date): Promise<number> {
    const before = new Date(now.getTime() - retention.keptForMs);
    return 'walk' in retention
      ? this.walkKind(retention.walk, before)
      : this.purgeAll(retention.purge, before);
  }

  private async purgeAll(purge: Purge, before: Date): Promise<number> {
    for (let purged = 0; ;) {
      const rows = this.stopped
        ? 0
        : await this.oneByOne((manager) => execute(manager, purge, { before, limit: CHUNK }));
      purged += rows ?? 0;
      if ((rows ?? 0) < CHUNK) return purged;
    }
  }

  /**
   * Walks to the end of the table, or as long as a run may. Then the next run of any server goes on from there. A server that finds
   * another one at work leaves the walk to it.
   */
  private async walkKind(walk: Walk, before: Date): Promise<number> {
    let purged = 0;
    let begins = true;
    const end = performance.now() + WALK_MS;
    for (let begun = performance.now(); begun < end && !this.stopped; begun = performance.now()) {
      const span = await this.oneByOne((manager) => this.nextSpan(manager, walk, before, begins));
      purged += span?.purged ?? 0;
      if (span === undefined || span.next === null) break;
      begins = false;
      await sleep(performance.now() - begun);
    }
    return purged;
  }

  /** Takes the next span; undefined if another server came to the end while this one rested. */
  private async nextSpan(
    manager: EntityManager,
    walk: Walk,
    before: Date,
    begins: boolean,
  ): Promise<Span | undefined> {
    const { name } = walk;
    const stored = await maybeOne(manager, FIND_PLACE, { name });
    if (stored === undefined && !begins) return undefined;
    const span = await one(manager, walk, { before, from: stored?.place ?? '[]' });
    if (span.next === null) await execute(manager, END_WALK, { name });
    else await execute(manager, STORE_PLACE, { name, place: span.next });
    return span;
  }

  /** Does a chunk under the lock of retention; undefined if another server has the lock. */
  private oneByOne<T>(work: (manager: EntityManager) => Promise<T>): Promise<T | undefined> {
    return this.dataSource.transaction(async (manager) => {
      const lock = await one(manager, TRY_LOCK);
      return lock.taken ? work(manager) : undefined;
    });
  }
}
