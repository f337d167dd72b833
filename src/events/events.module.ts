import { Global, Module } from '@nestjs/common';
import { EventDispatcher } from './event-dispatcher.service.js';
import { EventsRetention } from './events-retention.js';
import { EventsScheduler } from './events.scheduler.js';
import { EventsService } from './events.service.js';

/** What happened, recorded with the change, numbered after it. */
@Global()
@Module({
  providers: [EventsService, EventDispatcher, EventsScheduler, EventsRetention],
  exports: [EventsService, EventDispatcher],
})
export class EventsModule {}
