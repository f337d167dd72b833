import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Scheduled } from '../common/scheduled.js';
import { RetentionService } from './retention.service.js';

/** Triggers the deletion of old rows once an hour, on every server. */
@Injectable()
export class RetentionScheduler {
  private readonly logger = new Logger(RetentionScheduler.name);

  constructor(
    private readonly retention: RetentionService,
    private readonly clock: Clock,
  ) {}

  @Scheduled('0 17 * * * *', 'retention')
  async tick(): Promise<void> {
    await this.retention.purge(this.clock.now()).catch((error: unknown) => this.logger.error(error));
  }
}
