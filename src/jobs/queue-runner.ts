import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Logger as QueueLogger, run, type Runner, type Task, type TaskList } from 'graphile-worker';
import pg from 'pg';
import { poolOptions } from '../database/bounds.js';

const RESTART_MS = 1_000;

export interface QueueSettings {
  databaseUrl: string;
  /** The tasks of this runner. It does no other jobs. */
  tasks: TaskList;
  /** How many jobs are under way at the same time. */
  concurrency: number;
  /** How often the runner looks for jobs. PostgreSQL announces a new job that is due, but not an old job that becomes due. */
  pollMs: number;
  /** How many connections the runner has. It listens on one, and takes jobs on the others. */
  connections: number;
  /** The flags of jobs that must not be taken now. */
  flagsToSkip?: () => string[];
  /** Runs `work`, which does a job and logs if it failed. */
  around?: (payload: unknown, task: string, work: () => Promise<void>) => Promise<void>;
  /** Called before each start. */
  beforeStart?: () => Promise<void>;
}

/** What became of an attempt. After `failed` there is another attempt; after `givenUp` there is none. */
export type JobOutcome = 'done' | 'failed' | 'givenUp';

/** Does jobs of the queue until it is stopped. It goes on after an outage of the database. */
export class QueueRunner {
  private readonly stopped = new AbortController();
  /** How many attempts had each outcome in this server, by task. */
  readonly outcomes = new Map<string, Record<JobOutcome, number>>();
  private runner: Runner | null = null;
  private supervised: Promise<void> = Promise.resolve();

  constructor(
    private readonly settings: QueueSettings,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.supervised = this.supervise();
  }

  /** Stops taking jobs. Returns false if jobs were still under way after `limitMs`; another server does those again. */
  async stop(limitMs: number): Promise<boolean> {
    this.stopped.abort();
    const late = sleep(limitMs, 'late', { ref: false });
    return (await Promise.race([this.end(), late])) !== 'late';
  }

  private async end(): Promise<void> {
    await this.runner?.stop().catch(() => undefined);
    await this.supervised;
  }

  /** Starts the runner of graphile-worker again whenever it ends, as it does after a long outage, until `stop` is called. */
  private async supervise(): Promise<void> {
    const { databaseUrl, tasks, concurrency, connections, pollMs, flagsToSkip, beforeStart } = this.settings;
    while (!this.stopped.signal.aborted) {
      const pgPool = new pg.Pool({ ...poolOptions(), connectionString: databaseUrl, max: connections });
      pgPool.on('error', (error) => this.logger.warn(`The job queue lost a connection: ${error.message}`));
      try {
        await beforeStart?.();
        this.runner = await run({
          pgPool,
          concurrency,
          pollInterval: pollMs,
          noHandleSignals: true,
          taskList: Object.fromEntries(
            Object.entries(tasks).map(([name, work]) => [name, this.counted(name, work as Task)]),
          ),
          crontab: '',
          logger: this.queueLogger(),
          ...(flagsToSkip && { forbiddenFlags: flagsToSkip }),
        });
        if (this.stopped.signal.aborted) await this.runner.stop();
        await this.runner.promise;
      } catch (error) {
        if (!this.stopped.signal.aborted) this.logger.warn(`The job queue starts again: ${String(error)}`);
      } finally {
        await pgPool.end();
      }
      await sleep(RESTART_MS, undefined, { ref: false, signal: this.stopped.signal }).catch(() => undefined);
    }
  }

  /** Counts the outcomes of a task's jobs, and logs failures without the payload. */
  private counted(name: string, work: Task): Task {
    const { around = (_payload, _task, inner) => inner() } = this.settings;
    const outcomes = { done: 0, failed: 0, givenUp: 0 };
    this.outcomes.set(name, outcomes);
    return (payload, helpers) =>
      around(payload, name, async () => {
        const { id, attempts, max_attempts: most } = helpers.job;
        try {
          await work(payload, helpers);
          outcomes.done += 1;
        } catch (error) {
          outcomes[attempts < most ? 'failed' : 'givenUp'] += 1;
          const line = `Job ${id} (${name}) failed at attempt ${attempts} of ${most}: ${String(error)}`;
          if (!this.stopped.signal.aborted) this.logger.error(line, (error as Error).stack);
          throw error;
        }
      });
  }

  /** Logs warnings and errors of the queue itself. `counted` logs failed jobs. */
  private queueLogger(): QueueLogger {
    return new QueueLogger(() => (level, message) => {
      // The warning about maxPoolSize does not apply: a job uses no connection of the runner, so there may be fewer connections
      // than jobs.
      if (this.stopped.signal.aborted || /maxPoolSize|^Failed task/.test(message)) return;
      if (level === 'error') this.logger.error(message);
      if (level === 'warning') this.logger.warn(message);
    });
  }
}
