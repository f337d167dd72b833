import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Logger as QueueLogger, run, type Runner, type Task, type TaskList } from 'graphile-worker';
import pg from 'pg';
import { bounded } from './bounds.js';

const RESTART_MS = 1_000;

export interface QueueSettings {
  databaseUrl: string;
  /** The tasks of this runner. It does not touch other jobs. */
  tasks: TaskList;
  /** How many jobs are under way at once. */
  concurrency: number;
  /** How often it looks for jobs by itself. PostgreSQL announces a new job that is due, but not one that becomes due. */
  pollMs: number;
  /** Its own connections. It listens on one and takes jobs on the others. */
  connections: number;
  /** Flags of jobs that are not taken now. */
  passOver?: () => string[];
  /** Runs `work`, which does a job, or logs that it failed. */
  around?: (payload: unknown, task: string, work: () => Promise<void>) => Promise<void>;
  /** Called before each start. */
  beforeStart?: () => Promise<void>;
}

/** An attempt that failed is followed by another; one that was given up is not. */
export type JobOutcome = 'done' | 'failed' | 'givenUp';

/** Does jobs of the queue until it is stopped, also across outages of the database. */
export class QueueRunner {
  private readonly stopped = new AbortController();
  /** The results of attempts in this server, by task. */
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

  /** Takes no more jobs. Answers false when some were still under way after `limitMs`; another server does those again. */
  async stop(limitMs: number): Promise<boolean> {
    this.stopped.abort();
    const late = sleep(limitMs, 'late', { ref: false });
    return (await Promise.race([this.end(), late])) !== 'late';
  }

  private async end(): Promise<void> {
    await this.runner?.stop().catch(() => undefined);
    await this.supervised;
  }

  /** Starts the queue's runner again when it gives up, as it does after a long outage, until we stop. */
  private async supervise(): Promise<void> {
    const { databaseUrl, tasks, concurrency, connections, pollMs, passOver, beforeStart } = this.settings;
    while (!this.stopped.signal.aborted) {
      const pgPool = new pg.Pool({ ...bounded(), connectionString: databaseUrl, max: connections });
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
          ...(passOver && { forbiddenFlags: passOver }),
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

  /** Counts what becomes of a job, and logs a failure without its payload. */
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
          const told = `Job ${id} (${name}) failed at attempt ${attempts} of ${most}: ${String(error)}`;
          if (!this.stopped.signal.aborted) this.logger.error(told, (error as Error).stack);
          throw error;
        }
      });
  }

  /** Logs what concerns the queue itself. A job that failed is logged where it is done. */
  private queueLogger(): QueueLogger {
    return new QueueLogger(() => (level, message) => {
      // There are fewer connections than jobs on purpose: a job needs no connection of the runner.
      if (this.stopped.signal.aborted || /maxPoolSize|^Failed task/.test(message)) return;
      if (level === 'error') this.logger.error(message);
      if (level === 'warning') this.logger.warn(message);
    });
  }
}
