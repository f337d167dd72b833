import { setMaxListeners } from 'node:events';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ClockGuardService } from '../common/clock-guard.service.js';
import { Scheduled } from '../common/scheduled.js';
import { CONFIG, type Config } from '../config/config.js';
import { ProviderRunsService } from './provider-runs.service.js';
import { ProviderUnavailable } from './provider-errors.js';

const MOST_LISTENERS = 100;
const OUTAGE_TOLD_EVERY_MS = 60_000;

/**
 * Triggers the runs with the provider every five seconds on every server, unless `RENEWALS=off`. It only triggers; the data say
 * what is due. No run waits for another run.
 */
@Injectable()
export class PaymentsScheduler implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly logger = new Logger(PaymentsScheduler.name);
  private readonly stopped = new AbortController();
  private readonly running = new Set<Promise<void>>();
  private outageToldAt = -Infinity;

  constructor(
    private readonly runs: ProviderRunsService,
    private readonly guard: ClockGuardService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    // Every running call listens to this signal, so there can be many listeners.
    setMaxListeners(MOST_LISTENERS, this.stopped.signal);
  }

  @Scheduled('*/5 * * * * *', 'payments')
  collect(): Promise<void> {
    return this.run((signal) => this.runs.collect(signal));
  }

  @Scheduled('*/5 * * * * *', 'payment events')
  listen(): Promise<void> {
    return this.run((signal) => this.runs.listen(signal));
  }

  @Scheduled('*/5 * * * * *', 'payments left over')
  tidy(): Promise<void> {
    return this.run((signal) => this.runs.runUpkeep(signal));
  }

  /** Aborts running calls when the server stops. The next server reads how they ended. */
  onModuleDestroy(): void {
    this.stopped.abort(new Error('The server stops.'));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.running);
  }

  private async run(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.config.stripe === null || !this.config.renewals || this.guard.isWrong) return;
    const { signal } = this.stopped;
    if (signal.aborted) return;
    const running = work(signal).catch((error: unknown) => {
      if (!signal.aborted) this.log(error);
    });
    this.running.add(running);
    await running.finally(() => this.running.delete(running));
  }

  /**
   * Logs, once a minute, that the provider does not answer or refuses the key, which fails every run. Throws other errors, so that
   * they are logged and counted.
   */
  private log(error: unknown): void {
    if (!(error instanceof ProviderUnavailable)) throw error;
    if (performance.now() - this.outageToldAt < OUTAGE_TOLD_EVERY_MS) return;
    this.outageToldAt = performance.now();
    this.logger.error(error);
  }
}
