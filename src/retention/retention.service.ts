import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { execute, query, type Statement, statement } from '../database/sql.js';

export const DAY_MS = 24 * 60 * 60 * 1000;

/** Rows per chunk. Each chunk is a transaction of its own, so no lock is held for long. */
const CHUNK = 2_000;

/** The lock for a chunk. When many servers purge at the same time, one works and the others end their run. */
const TRY_LOCK = statement('retention_take_turn', 'SELECT pg_try_advisory_xact_lock(7305008) AS taken');

/** How long one kind of rows is kept. */
export interface Retention {
  /** How old a row has to be, in real time. */
  keptForMs: number;
  /** Deletes up to $2 rows that had ended before $1. */
  purge: Statement;
}

/** Deletes old rows. Each module declares what it keeps, and for how long. Nothing else deletes old rows. */
@Injectable()
export class RetentionService implements OnApplicationShutdown {
  private readonly retentions: Retention[] = [];
  private stopped = false;

  constructor(private readonly dataSource: DataSource) {}

  /** Declares how long rows are kept, while modules initialise. The first declaration is purged first. */
  declare(...retentions: Retention[]): void {
    this.retentions.push(...retentions);
  }

  /**
   * Deletes everything that is old enough at `now`, chunk by chunk, and answers how many rows. Ends early when another server is
   * purging, or when this server stops. A kind of rows that cannot be purged does not delay the next kinds.
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

  private async purgeKind({ keptForMs, purge }: Retention, now: Date): Promise<number> {
    const before = new Date(now.getTime() - keptForMs);
    for (let purged = 0; ;) {
      const rows = this.stopped ? 0 : await this.purgeChunk(purge, before);
      purged += rows;
      if (rows < CHUNK) return purged;
    }
  }

  private purgeChunk(purge: Statement, before: Date): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const [lock] = await query<{ taken: boolean }>(manager, TRY_LOCK);
      return lock?.taken === true ? execute(manager, purge, [before, CHUNK]) : 0;
    });
  }
}
