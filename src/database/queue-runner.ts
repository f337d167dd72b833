import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Logger as QueueLogger, run, type Runner, type TaskList } from 'graphile-worker';
import pg from 'pg';
import { bounded } from './bounds.js';

const RESTART_MS = 1_000;

export interface QueueSettings {
  databaseUrl: string;
  /** The jobs that this runner does. It leaves all others alone. */
  tasks: TaskList;
  /** Jobs under way at once. */
  concurrency: number;
  /** How often it looks for jobs by itself. A new job that is due is announced, one that becomes due is not. */
  pollMs: number;
  /** Connections of its own: it listens on one, and takes jobs by the others. */
  connections: number;
  /** Flags of jobs that are not taken now. */
  passOver?: () => string[];
  /** Comes before each start. */
  beforeStart?: () => Promise<void>;
}

/** Does jobs of the queue until it is stopped, whatever happens to the database meanwhile. */
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

  /** Takes no more jobs; false when some were still under way after `limitMs`. Another server does those again. */
  async stop(limitMs: number): Promise<boolean> {
    this.stopped.abort();
    const late = sleep(limitMs, 'late', { ref: false });
    return (await Promise.race([this.end(), late])) !== 'late';
  }

  private async end(): Promise<void> {
    await this.runner?.stop().catch(() => undefined);
    await this.supervised;
  }

  /** The queue's runner gives up when the database is away for long; it is started again until we stop. */
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

  /** Failed jobs are worth a line; the payload never is. */
  private queueLogger(): QueueLogger {
    return new QueueLogger(() => (level, message) => {
      // It has fewer connections than jobs on purpose: a job needs none of its own.
      if (this.stopped.signal.aborted || message.includes('maxPoolSize')) return;
      if (level === 'error') this.logger.error(message);
      if (level === 'warning') this.logger.warn(message);
    });
  }
}
