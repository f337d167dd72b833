import { setMaxListeners } from 'node:events';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { ClockGuardService } from '../common/clock-guard.service.js';
import { CONFIG, type Config } from '../config/config.js';
import { CollectionService } from './collection.service.js';

const MOST_LISTENERS = 100;

/** Triggers collecting every five seconds on every server, as `RENEWALS` says. It only triggers: the data say what is due. */
@Injectable()
export class PaymentsScheduler implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly logger = new Logger(PaymentsScheduler.name);
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly collection: CollectionService,
    private readonly guard: ClockGuardService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    // Every call that is under way listens to this signal.
    setMaxListeners(MOST_LISTENERS, this.stopped.signal);
  }

  @Cron('*/5 * * * * *', { name: 'payments', waitForCompletion: true })
  async tick(): Promise<void> {
    if (this.config.stripe === null || !this.config.renewals || this.guard.isWrong) return;
    if (this.stopped.signal.aborted) return;
    this.running = this.collection.run(this.stopped.signal).catch((error: unknown) => {
      if (!this.stopped.signal.aborted) this.logger.error(error);
    });
    await this.running;
  }

  /** The server stops: calls under way are broken off, and the next server reads how they ended. */
  onModuleDestroy(): void {
    this.stopped.abort(new Error('The server stops.'));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.running;
  }
}
