import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { TaskList } from 'graphile-worker';
import { DataSource, type EntityManager } from 'typeorm';
import { inSpan, spanOf } from '../common/spans.js';
import { currentTrace, type Trace } from '../common/trace.js';
import { CONFIG, type Config, directUrl } from '../config/config.js';
import { type JobOutcome, QueueRunner } from '../database/queue-runner.js';
import { type Executor, query, statement } from '../database/sql.js';
import { DAY_MS, RetentionService } from '../retention/index.js';
import { PayloadCipher } from './payload-cipher.js';

const ADD = statement<void, { task: string; payload: string; afterSeconds: number; name: string | null }>(
  'job_add',
  'SELECT graphile_worker.add_job($task, $payload::json, run_at => now() + make_interval(secs => $afterSeconds), job_key => $name)',
);
const DROP = statement<void, { name: string }>('job_drop', 'SELECT graphile_worker.remove_job($name)');
/** Jobs by task. One that failed at its last attempt is failed; all others are pending. The oldest is the first that is due. */
const TASK_STATES = statement<TaskState>(
  'job_task_states',
  `SELECT task_identifier AS task, count(*) FILTER (WHERE attempts < max_attempts) AS pending,
          count(*) FILTER (WHERE attempts >= max_attempts) AS failed,
          GREATEST(0, COALESCE(extract(epoch FROM now() - min(run_at) FILTER (WHERE attempts < max_attempts)), 0))::float8 AS "oldestSeconds"
   FROM graphile_worker.jobs GROUP BY task_identifier ORDER BY task_identifier LIMIT 50`,
);
/** Gives back what a server took and did not live to finish. No job takes a minute: see `JOB_LIMIT_MS`. */
const FREE_ABANDONED = statement<void>(
  'job_free_abandoned',
  `SELECT graphile_worker.force_unlock_workers(array_agg(locked_by)) FROM graphile_worker.jobs
   WHERE locked_at < now() - interval '1 minute' HAVING count(*) > 0`,
);
/** Jobs that failed at their last attempt. Nobody takes them any more. */
const PURGE_FAILED = statement<void, { before: Date; limit: number }>(
  'retention_failed_jobs',
  `SELECT FROM graphile_worker.complete_jobs(ARRAY(
     SELECT id FROM graphile_worker.jobs WHERE attempts >= max_attempts AND locked_at IS NULL AND run_at < $before LIMIT $limit))`,
);
/** Empties the jobs that bear one of the marks $marks, also one under way, which would be tried again. Empty, they do nothing. */
const EMPTY_MARKED = statement<void, { marks: string[] }>(
  'job_empty_marked',
  `UPDATE graphile_worker._private_jobs SET payload = '{}' WHERE payload::jsonb -> 'about' ?| $marks::text[]`,
);
/** Milliseconds after which a job counts as failed. It is tried again later. */
const JOB_LIMIT_MS = 30_000;
/** How long jobs under way may take during a stop. Another server does a longer one again. */
const STOP_LIMIT_MS = 2_000;
const POLL_MS = 500;
const LOOK_FOR_ABANDONED_MS = 20_000;

/** Where the jobs of a task stand. */
export interface TaskState {
  task: string;
  pending: number;
  failed: number;
  /** How long the first one that is due has waited. */
  oldestSeconds: number;
}

export interface JobOptions {
  /** The people and things that it is about, by e-mail address and id, so that it can be taken back. */
  about?: string[];
  /** Milliseconds until it may be done, by the clock of the database. */
  afterMs?: number;
  /** A job replaces the waiting job of the same name, unless that one is under way. */
  name?: string | null;
}

type Work = (content: never, queuedAt: Date) => Promise<void>;

/**
 * Work that follows a change and must not be lost. It is queued in the transaction of the change, done by any server after the
 * commit, and repeated with growing pauses for three days when it fails. Its content is encrypted.
 */
@Injectable()
export class JobsService implements OnModuleInit {
  private readonly logger = new Logger(JobsService.name);
  private readonly tasks: TaskList = {};
  private readonly runner: QueueRunner;
  private lookOut: NodeJS.Timeout | undefined;

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

  /** Failed jobs are kept for 14 days, for operators to see. */
  onModuleInit(): void {
    this.retention.declare({ purge: PURGE_FAILED, keptForMs: 14 * DAY_MS });
  }

  /**
   * Registers who does the jobs of this name, once for each name, while modules initialise. `queuedAt` is by the clock of the
   * database.
   */
  handle<T>(task: string, work: (content: T, queuedAt: Date) => Promise<void>): void {
    this.tasks[task] = async (payload, { job }) => {
      const { sealed } = payload as { sealed?: string };
      if (sealed === undefined) return;
      const late = sleep(JOB_LIMIT_MS, 'late', { ref: false });
      const done = (work as Work)(this.cipher.open(sealed) as never, job.created_at);
      if ((await Promise.race([done, late])) === 'late') {
        throw new Error(`A job of "${task}" took longer than ${JOB_LIMIT_MS / 1000} s.`);
      }
    };
  }

  /** Queues a job in the caller's transaction: the job is done if, and only if, the transaction commits. */
  async add(
    on: EntityManager | Executor,
    task: string,
    content: unknown,
    { about = [], afterMs = 0, name = null }: JobOptions = {},
  ): Promise<void> {
    const marks = about.flatMap((subject) => this.cipher.marks(subject)[0] ?? []);
    const payload = JSON.stringify({
      sealed: this.cipher.close(content),
      about: marks,
      trace: currentTrace(),
    });
    await query(on, ADD, { task, payload, afterSeconds: afterMs / 1000, name });
  }

  /** Takes the job of this name out of the queue; does nothing when there is none. */
  async drop(on: EntityManager | Executor, name: string): Promise<void> {
    await query(on, DROP, { name });
  }

  /** Takes back queued jobs that concern one of these, in the transaction that erases them. */
  async takeBack(manager: EntityManager, about: string[]): Promise<void> {
    await query(manager, EMPTY_MARKED, { marks: about.flatMap((subject) => this.cipher.marks(subject)) });
  }

  /** Jobs of all tasks, those of other runners too. */
  taskStates(): Promise<TaskState[]> {
    return query(this.dataSource, TASK_STATES);
  }

  /** What became of attempts in this server, by task. */
  get outcomes(): ReadonlyMap<string, Record<JobOutcome, number>> {
    return this.runner.outcomes;
  }

  /** Does jobs from now on. Only servers do; a command leaves those that it queues to them. */
  start(): void {
    this.runner.start();
    this.lookOut = setInterval(() => void this.freeAbandoned(), LOOK_FOR_ABANDONED_MS);
    this.lookOut.unref();
  }

  /** The job under way ends; the next server does what is still queued. */
  async stop(): Promise<void> {
    clearInterval(this.lookOut);
    if (!(await this.runner.stop(STOP_LIMIT_MS)))
      this.logger.warn('A job was still under way at the end. It is done again, by the next server.');
  }

  private async freeAbandoned(): Promise<void> {
    await query(this.dataSource, FREE_ABANDONED).catch((error: unknown) => this.logger.warn(String(error)));
  }
}
