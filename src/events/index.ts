export { EventErasureService } from './event-erasure.service.js';
export { EVENT_TYPE_NAMES, EVENT_TYPES, type EventType } from './event-types.js';
export type { NewEvent } from './event.js';
export { EventsModule } from './events.module.js';
export { EventsService } from './events.service.js';
export { previousOf } from './previous.js';
