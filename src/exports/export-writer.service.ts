import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BusinessesService } from '../businesses/index.js';
import { Clock } from '../common/clock.js';
import { execute, maybeOne, query } from '../database/sql.js';
import { JobsService } from '../jobs/index.js';
import { SubscriptionsService } from '../subscriptions/index.js';
import { ExportTooLarge, ExportTooSlow, lines, zipped } from './export-file.js';
import type { ExportProblem } from './export.rows.js';
import * as sql from './exports.sql.js';

export const EXPORT_TASK = 'export-business';

export interface ExportJob {
  businessId: string;
  id: string;
}

/** The most attempts of an export. The queue waits between them, longer each time. */
const MOST_RUNS = 5;
/** Milliseconds after which a job is tried again while this server writes another export. Mails are sent in between. */
const NEXT_MS = 2_000;

/** The export was deleted, or another attempt has begun. This attempt ends. */
class ExportGone extends Error {}

/** Writes the files of exports. Each server writes one at a time, because each needs a connection for as long as it reads. */
@Injectable()
export class ExportWriterService implements OnModuleInit {
  private busy = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly businesses: BusinessesService,
    private readonly subscriptions: SubscriptionsService,
    private readonly jobs: JobsService,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle<ExportJob>(EXPORT_TASK, (job) => this.oneAtATime(job));
  }

  /**
   * Writes the file of an export that is under way; does nothing if it is not. The parts of an attempt that was broken off are
   * never read, and the next attempt deletes them.
   */
  async write(job: ExportJob): Promise<void> {
    const begun = await maybeOne(this.dataSource, sql.BEGIN_RUN, job);
    if (begun === undefined) return;
    const { run } = begun;
    await execute(this.dataSource, sql.DELETE_EARLIER_PARTS, { ...job, run });
    if (run > MOST_RUNS) return this.fail(job, run, 'interrupted');
    try {
      const bytes = await this.writeParts(job, run);
      await this.finish(job, run, bytes);
    } catch (error) {
      // The queue repeats a slow attempt. Data that no attempt can read in time are too much for one file.
      const isTooLarge =
        error instanceof ExportTooLarge || (error instanceof ExportTooSlow && run === MOST_RUNS);
      if (isTooLarge) return this.fail(job, run, 'too_large');
      if (!(error instanceof ExportGone)) throw error;
    }
  }

  private async oneAtATime(job: ExportJob): Promise<void> {
    if (this.busy) {
      await this.jobs.add(this.dataSource, EXPORT_TASK, job, { about: [job.businessId], afterMs: NEXT_MS });
      return;
    }
    this.busy = true;
    try {
      await this.write(job);
    } finally {
      this.busy = false;
    }
  }

  /** Reads all data as of one moment, and writes the parts while it reads. Returns the size of the file in bytes. */
  private async writeParts({ businessId, id }: ExportJob, run: number): Promise<number> {
    const now = await this.businesses.timeOf(this.dataSource, businessId);
    await this.subscriptions.rollForwardOrLog(businessId, now);
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      await query(manager, sql.READ_ONLY);
      const business = await this.businesses.get(manager, businessId);
      let bytes = 0;
      let number = 0;
      const source = { on: manager, business, now, exportedAt: this.clock.now() };
      await zipped(lines(source), async (data) => {
        const added = await execute(this.dataSource, sql.ADD_PART, { businessId, id, run, number, data });
        if (added === 0) throw new ExportGone();
        bytes += data.length;
        number += 1;
      });
      return bytes;
    });
  }

  private finish(job: ExportJob, run: number, bytes: number): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      const end = { ...job, run, state: 'ready' as const, bytes, problem: null, now: this.clock.now() };
      if ((await execute(manager, sql.END_EXPORT, end)) === 0) return;
      await execute(manager, sql.DELETE_EARLIER_EXPORTS, job);
    });
  }

  private fail(job: ExportJob, run: number, problem: ExportProblem): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      const end = { ...job, run, state: 'failed' as const, bytes: null, problem, now: this.clock.now() };
      if ((await execute(manager, sql.END_EXPORT, end)) > 0) await execute(manager, sql.DELETE_PARTS, job);
    });
  }
}
