import { Injectable } from '@nestjs/common';
import { Scheduled } from '../common/scheduled.js';
import { EventDispatcherService } from './event-dispatcher.service.js';

/** Triggers the dispatcher each second, on every server. */
@Injectable()
export class EventsScheduler {
  constructor(private readonly dispatcher: EventDispatcherService) {}

  @Scheduled('* * * * * *', 'events')
  async tick(): Promise<void> {
    await this.dispatcher.dispatch();
  }
}
