import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Logger as QueueLogger, run, type Runner, type TaskList } from 'graphile-worker';
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
  /** Is called before each start. */
  beforeStart?: () => Promise<void>;
}

/** Does jobs of the queue until it is stopped, also across outages of the database. */
export class QueueRunner {
  private readonly stopped = new AbortController();
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
          taskList: tasks,
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

  /** Logs a failed job, without its payload. */
  private queueLogger(): QueueLogger {
    return new QueueLogger(() => (level, message) => {
      // There are fewer connections than jobs on purpose: a job needs no connection of the runner.
      if (this.stopped.signal.aborted || message.includes('maxPoolSize')) return;
      if (level === 'error') this.logger.error(message);
      if (level === 'warning') this.logger.warn(message);
    });
  }
}
