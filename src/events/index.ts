export { eventBody, type EventRow, type NewEvent } from './event.js';
export { EventErasureService } from './event-erasure.service.js';
export { EventSubscribers, type NumberedEvent } from './event-subscribers.js';
export { EVENT_TYPE_NAMES, EVENT_TYPES, type EventType } from './event-types.js';
export { type EventsMode, IS_LISTENED, ISO } from './events.sql.js';
export { EventsModule } from './events.module.js';
export { EventsService } from './events.service.js';
export { previousOf } from './previous.js';
