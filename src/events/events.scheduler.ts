import { Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { EventDispatcher } from './event-dispatcher.service.js';

/** Triggers the dispatcher each second, on every server. */
@Injectable()
export class EventsScheduler {
  private readonly logger = new Logger(EventsScheduler.name);

  constructor(private readonly dispatcher: EventDispatcher) {}

  @Cron('* * * * * *', { name: 'events', waitForCompletion: true })
  async tick(): Promise<void> {
    await this.dispatcher.dispatch().catch((error: unknown) => this.logger.error(error));
  }
}
