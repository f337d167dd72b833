import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { execute, one, type Statement } from '../database/sql.js';
import type { Walk } from './walk.sql.js';
import { TRY_LOCK } from './retention.sql.js';

export { walk } from './walk.sql.js';

export const DAY_MS = 24 * 60 * 60 * 1000;

/** Rows per chunk. Each chunk is a transaction of its own, so no lock is held for long. */
const CHUNK = 2_000;
/** Spans of a walk that one run looks at, of one kind of rows: a million rows. */
const SPANS_OF_A_RUN = 200;

export type Purge = Statement<void, { before: Date; limit: number }>;

/** How long one kind of rows is kept: how old a row has to be, in real time, and how such rows are found. */
export type Retention = { keptForMs: number } & (
  | {
      /** Deletes up to `$limit` rows that had ended before `$before`, found by an index of what has ended. */
      purge: Purge;
    }
  | {
      /** Looks at the rows in the order of their key, where no index tells which are over. See `walk`. */
      walk: Walk;
    }
);

/** Deletes old rows. Each module declares what it keeps, and for how long. Nothing else deletes old rows. */
@Injectable()
export class RetentionService implements OnApplicationShutdown {
  private readonly retentions: Retention[] = [];
  /** The places where the last run stopped, for walks that it did not finish. */
  private readonly cursors = new Map<Walk, string>();
  private stopped = false;

  constructor(private readonly dataSource: DataSource) {}

  /** Declares how long rows are kept, while modules initialise. The first declaration is purged first. */
  declare(...retentions: Retention[]): void {
    this.retentions.push(...retentions);
  }

  /**
   * Deletes everything that is old enough at `now`, chunk by chunk, and answers how many rows. Ends early when another
   * server is at it, or when this one stops. A kind that cannot be purged does not hold up the kinds after it.
   *
   * @throws AggregateError with what went wrong, after all kinds were tried.
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

  /** To the end of the table, or for as many spans as a run may look at: then the next run goes on from there. */
  private async walkKind(walk: Walk, before: Date): Promise<number> {
    let purged = 0;
    for (let spans = 0; spans < SPANS_OF_A_RUN && !this.stopped; spans += 1) {
      const from = this.cursors.get(walk) ?? '[]';
      const span = await this.oneByOne((manager) => one(manager, walk, { before, from }));
      if (span === undefined) break;
      purged += span.purged;
      if (span.next === null) this.cursors.delete(walk);
      else this.cursors.set(walk, span.next);
      if (span.next === null) break;
    }
    return purged;
  }

  /** Undefined when another server is at it. */
  private oneByOne<T>(work: (manager: EntityManager) => Promise<T>): Promise<T | undefined> {
    return this.dataSource.transaction(async (manager) => {
      const lock = await one(manager, TRY_LOCK);
      return lock.taken ? work(manager) : undefined;
    });
  }
}
