import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { execute, type Statement } from '../database/sql.js';
import { FORGET_DAYS, KEPT_DAYS } from './history.sql.js';
import { FORGET } from './idempotency.sql.js';

const HOUR_MS = 3_600_000;
/** Rows per statement, so that no lock is held for long. */
const CHUNK = 5_000;

/** Forgets what was promised for a while only. */
@Injectable()
export class RetentionService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Forgets idempotency keys a day after their use, unless their spend can still be refunded, and days of cycles that
   * ended before the 90 days kept. Answers how many rows. Real time: keys live by it, and days on test clocks stay.
   */
  async forget(now: Date): Promise<number> {
    const keys = await this.all(FORGET, new Date(now.getTime() - 24 * HOUR_MS), now);
    return keys + (await this.all(FORGET_DAYS, new Date(now.getTime() - KEPT_DAYS * 24 * HOUR_MS)));
  }

  private async all(forget: Statement, before: Date, ...more: Date[]): Promise<number> {
    for (let forgotten = 0; ;) {
      const rows = await execute(this.dataSource, forget, [before, CHUNK, ...more]);
      forgotten += rows;
      if (rows < CHUNK) return forgotten;
    }
  }
}
