import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { DAY_MS } from '../common/clock.js';
import { CONFIG, type Config, directUrl } from '../config/config.js';
import { QueueRunner } from '../jobs/index.js';
import { RetentionService } from '../retention/index.js';
import { PURGE_DELIVERIES } from './deliveries.sql.js';
import { DeliveryService } from './delivery.service.js';
import { DELIVER, type DeliveryJob } from './delivery.sql.js';
import { SLOTS } from './delivery-slots.js';
import { PURGE_ENDPOINTS } from './endpoints.sql.js';

/** How long a request under way may take during a stop. Then it is aborted, and another server sends it again. */
const STOP_LIMIT_MS = 2_000;
const CONNECTIONS = 4;
const POLL_MS = 2_000;

/** Runs deliveries in a queue apart from mails, so that a receiver that never answers delays no mail. */
@Injectable()
export class WebhookRunner implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(WebhookRunner.name);
  private readonly stopped = new AbortController();
  private readonly runner: QueueRunner;

  constructor(
    @Inject(CONFIG) private readonly config: Config & { databaseUrl: string },
    private readonly delivery: DeliveryService,
    private readonly retention: RetentionService,
  ) {
    const deliver = (job: unknown) => this.delivery.deliver(job as DeliveryJob, this.stopped.signal);
    const settings = {
      databaseUrl: directUrl(config),
      tasks: { [DELIVER]: deliver },
      concurrency: SLOTS,
      connections: CONNECTIONS,
      pollMs: POLL_MS,
      flagsToSkip: this.delivery.flagsToSkip,
    };
    this.runner = new QueueRunner(settings, this.logger);
  }

  /** Deliveries are kept as long as events. A deleted endpoint is removed after its last delivery. */
  onModuleInit(): void {
    this.retention.declare(
      { purge: PURGE_DELIVERIES, keptForMs: this.config.eventsDays * DAY_MS },
      { purge: PURGE_ENDPOINTS, keptForMs: DAY_MS },
    );
  }

  onApplicationBootstrap(): void {
    if (this.config.outbound) this.runner.start();
  }

  async onApplicationShutdown(): Promise<void> {
    const late = setTimeout(() => this.stopped.abort(new Error('The server is stopping.')), STOP_LIMIT_MS);
    await this.runner.stop(2 * STOP_LIMIT_MS);
    clearTimeout(late);
  }
}
