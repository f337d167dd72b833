import { Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { EventDispatcherService } from './event-dispatcher.service.js';

/** Triggers the dispatcher each second, on every server. */
@Injectable()
export class EventsScheduler {
  private readonly logger = new Logger(EventsScheduler.name);

  constructor(private readonly dispatcher: EventDispatcherService) {}

  @Cron('* * * * * *', { name: 'events', waitForCompletion: true })
  async tick(): Promise<void> {
    await this.dispatcher.dispatch().catch((error: unknown) => this.logger.error(error));
  }
}
