import { Global, Module } from '@nestjs/common';
import { AdminEventsController } from './admin-events.controller.js';
import { EventDispatcherService } from './event-dispatcher.service.js';
import { EventErasureService } from './event-erasure.service.js';
import { EventFeedService } from './event-feed.service.js';
import { EventsController } from './events.controller.js';
import { EventsRetention } from './events-retention.js';
import { EventsScheduler } from './events.scheduler.js';
import { EventsService } from './events.service.js';

/** Events. Each is recorded in the transaction of its change, and numbered later. */
@Global()
@Module({
  controllers: [EventsController, AdminEventsController],
  providers: [
    EventsService,
    EventErasureService,
    EventFeedService,
    EventDispatcherService,
    EventsScheduler,
    EventsRetention,
  ],
  exports: [EventsService, EventErasureService, EventFeedService, EventDispatcherService],
})
export class EventsModule {}
