import { Injectable, Logger } from '@nestjs/common';
import { Scheduled } from '../common/scheduled.js';
import { EventDispatcherService } from './event-dispatcher.service.js';

/** Triggers the dispatcher each second, on every server. */
@Injectable()
export class EventsScheduler {
  private readonly logger = new Logger(EventsScheduler.name);

  constructor(private readonly dispatcher: EventDispatcherService) {}

  @Scheduled('* * * * * *', 'events')
  async tick(): Promise<void> {
    await this.dispatcher.dispatch().catch((error: unknown) => this.logger.error(error));
  }
}
