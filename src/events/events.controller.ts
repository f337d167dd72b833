import { Controller, Get, Query } from '@nestjs/common';
import { AllowMembers, AllowPeople, CurrentMember } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import { type Page, wholeList } from '../common/paging.js';
import type { MemberPrincipal } from '../common/principal.js';
import { IdParam } from '../common/path-params.js';
import { EVENT_TYPE_NAMES, EVENT_TYPES } from './event-types.js';
import { EventFeedService } from './event-feed.service.js';
import { EventTypeView, EventView } from './event.view.js';
import { EventsQuery, FILTERED_PAGES_NOTE } from './events.dto.js';

/** What happened to the caller's business. */
@Controller('v1')
@Chapter('Events')
export class EventsController {
  constructor(private readonly feed: EventFeedService) {}

  @Get('events')
  @AllowMembers('admin')
  @Operation({
    id: 'listEvents',
    summary: 'List what happened to the business, oldest first',
    description: `Go on with \`nextCursor\` until it is null. ${FILTERED_PAGES_NOTE} Later, send the request again with \`after\` set to the last \`sequence\` that you have seen. Without \`type\` there are no gaps after the oldest event that is kept.`,
    answers: EventView,
    list: true,
    cursor: 'after',
    query: { after: 0 },
  })
  list(
    @CurrentMember() { businessId }: MemberPrincipal,
    @Query() query: EventsQuery,
  ): Promise<Page<EventView>> {
    return this.feed.list(businessId, query);
  }

  @Get('events/:id')
  @AllowMembers('admin')
  @Operation({ id: 'getEvent', summary: 'Show an event', answers: EventView, refuses: ['not_found'] })
  show(@CurrentMember() { businessId }: MemberPrincipal, @IdParam() id: string): Promise<EventView> {
    return this.feed.show(businessId, id);
  }

  @Get('event-types')
  @AllowPeople()
  @Operation({
    id: 'listEventTypes',
    summary: 'List the types of events',
    answers: EventTypeView,
    list: true,
  })
  types(): Page<EventTypeView> {
    return wholeList(EVENT_TYPE_NAMES.map((type) => ({ type, description: EVENT_TYPES[type] })));
  }
}
