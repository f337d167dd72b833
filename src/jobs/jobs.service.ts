import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { TaskList } from 'graphile-worker';
import { DataSource, type EntityManager } from 'typeorm';
import { DAY_MS } from '../common/clock.js';
import { inSpan, spanOf } from '../common/spans.js';
import { currentTrace, type Trace } from '../common/trace.js';
import { CONFIG, type Config, directUrl } from '../config/config.js';
import { type Executor, query } from '../database/sql.js';
import { RetentionService } from '../retention/index.js';
import { PayloadCipher } from './payload-cipher.js';
import {
  ADD,
  DROP,
  TASK_STATES,
  FREE_ABANDONED,
  PURGE_FAILED,
  EMPTY_MARKED,
  EMPTY_MARKED_ALONE,
  type TaskState,
} from './jobs.sql.js';
import { type JobOutcome, QueueRunner } from './queue-runner.js';

/**
 * Milliseconds after which a job counts as failed. It is tried again later. A mail may take `CONNECT_MS` and once `ANSWER_MS`, and
 * `FREE_ABANDONED` takes a job for abandoned after a minute.
 */
const JOB_LIMIT_MS = 50_000;
/** How long jobs under way may take during a stop. Another server repeats a job that takes longer. */
const STOP_LIMIT_MS = 2_000;
const POLL_MS = 500;
const LOOK_FOR_ABANDONED_MS = 20_000;

export interface JobOptions {
  /** The e-mail addresses and ids that the job is about. `emptyJobsAbout` finds the job by them. */
  about?: string[];
  /** Milliseconds until the job may be done, by the clock of the database. */
  afterMs?: number;
  /** The name of the job. It replaces a waiting job of the same name, but not one that is under way. */
  name?: string | null;
  /** One of `JOB_PRIORITY`; 0 by default. Jobs of a lower number are done first. */
  priority?: number;
}

type Work = (content: never, queuedAt: Date) => Promise<void>;

/**
 * A queue of work that follows a change and must not be lost. A job is queued in the transaction of the change, and any server does
 * it after the commit. If a job fails, it is repeated for three days, with growing pauses. Its content is encrypted.
 */
@Injectable()
export class JobsService implements OnModuleInit {
  private readonly logger = new Logger(JobsService.name);
  private readonly tasks: TaskList = {};
  private readonly runner: QueueRunner;
  private abandonedTimer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) config: Config & { databaseUrl: string },
    private readonly dataSource: DataSource,
    private readonly cipher: PayloadCipher,
    private readonly retention: RetentionService,
  ) {
    const settings = {
      databaseUrl: directUrl(config),
      tasks: this.tasks,
      concurrency: 2,
      connections: 3,
      pollMs: POLL_MS,
    };
    const around = (payload: unknown, task: string, work: () => Promise<void>) => {
      const { trace } = payload as { trace?: Trace };
      return inSpan({ name: `job ${task}`, kind: 'consumer', parent: spanOf(trace) }, trace, work);
    };
    this.runner = new QueueRunner(
      { ...settings, around, beforeStart: () => this.freeAbandoned() },
      this.logger,
    );
  }

  /** Declares that failed jobs are kept for 14 days, so that operators can see them. */
  onModuleInit(): void {
    this.retention.declare({ purge: PURGE_FAILED, keptForMs: 14 * DAY_MS });
  }

  /**
   * Registers the function that does the jobs of a task. Modules call it once for each task, when they initialise. `queuedAt` is a
   * time of the database's clock.
   */
  handle<T>(task: string, work: (content: T, queuedAt: Date) => Promise<void>): void {
    this.tasks[task] = async (payload, { job }) => {
      const { sealed: encrypted } = payload as { sealed?: string };
      if (encrypted === undefined) return;
      const late = sleep(JOB_LIMIT_MS, 'late', { ref: false });
      const done = (work as Work)(this.cipher.decrypt(encrypted) as never, job.created_at);
      if ((await Promise.race([done, late])) === 'late') {
        throw new Error(`A job of "${task}" took longer than ${JOB_LIMIT_MS / 1000} s.`);
      }
    };
  }

  /** Queues a job in the caller's transaction. The job is done only if the transaction commits. */
  async add(
    on: EntityManager | Executor,
    task: string,
    content: unknown,
    { about = [], afterMs = 0, name = null, priority = 0 }: JobOptions = {},
  ): Promise<void> {
    const marks = about.flatMap((subject) => this.cipher.marks(subject)[0] ?? []);
    const payload = JSON.stringify({
      sealed: this.cipher.encrypt(content),
      about: marks,
      trace: currentTrace(),
    });
    await query(on, ADD, { task, payload, afterSeconds: afterMs / 1000, name, priority });
  }

  /** Removes the job of this name from the queue. Does nothing if there is none. */
  async drop(on: EntityManager | Executor, name: string): Promise<void> {
    await query(on, DROP, { name });
  }

  /** Makes queued jobs about one of these addresses or ids do nothing, in the transaction that erases their data. */
  async emptyJobsAbout(manager: EntityManager, about: string[]): Promise<void> {
    await query(manager, EMPTY_MARKED, { marks: about.flatMap((subject) => this.cipher.marks(subject)) });
  }

  /** Like `emptyJobsAbout`, but leaves jobs that are about a business too. For addresses that may be somebody else's. */
  async emptyJobsAboutAlone(manager: EntityManager, about: string[]): Promise<void> {
    const marks = about.flatMap((subject) => this.cipher.marks(subject));
    await query(manager, EMPTY_MARKED_ALONE, { marks });
  }

  /** How many jobs of each task wait or have failed, also those of other runners. */
  taskStates(): Promise<TaskState[]> {
    return query(this.dataSource, TASK_STATES);
  }

  /** How many attempts had each outcome in this server, by task. */
  get outcomes(): ReadonlyMap<string, Record<JobOutcome, number>> {
    return this.runner.outcomes;
  }

  /** Starts doing jobs. Only servers call it; the jobs that a command queues are left to them. */
  start(): void {
    this.runner.start();
    this.abandonedTimer = setInterval(() => void this.freeAbandoned(), LOOK_FOR_ABANDONED_MS);
    this.abandonedTimer.unref();
  }

  /** Stops doing jobs, and waits a short time for those that are under way. Another server does the queued ones. */
  async stop(): Promise<void> {
    clearInterval(this.abandonedTimer);
    if (!(await this.runner.stop(STOP_LIMIT_MS)))
      this.logger.warn('A job was still under way at the end. It is done again, by the next server.');
  }

  private async freeAbandoned(): Promise<void> {
    await query(this.dataSource, FREE_ABANDONED).catch((error: unknown) => this.logger.warn(String(error)));
  }
}
