import { Controller, Get, Query } from '@nestjs/common';
import { AllowOperators } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { Page } from '../common/paging.js';
import { IdParam } from '../common/path-params.js';
import { EventFeedService } from './event-feed.service.js';
import { OperatorEventView } from './event.view.js';
import { AdminEventsQuery, FILTERED_PAGES_NOTE } from './events.dto.js';

/** What happened to all businesses. */
@Controller('v1/admin/events')
@Chapter('Operator: events')
@AllowOperators()
export class AdminEventsController {
  constructor(private readonly feed: EventFeedService) {}

  @Get()
  @Operation({
    id: 'listOperatorEvents',
    summary: 'List what happened to all businesses, or to one, oldest or newest first',
    description: `Go on with \`nextCursor\` until it is null. ${FILTERED_PAGES_NOTE} Later, send the request again with \`after\` set to the last \`position\` that you have seen. The oldest come first unless \`order\` says \`newest\`.`,
    answers: OperatorEventView,
    list: true,
    cursor: 'after',
    query: { after: 0 },
  })
  list(@Query() query: AdminEventsQuery): Promise<Page<OperatorEventView>> {
    return this.feed.listAll(query);
  }

  @Get(':id')
  @Operation({
    id: 'getOperatorEvent',
    summary: 'Show an event of any business',
    answers: OperatorEventView,
    refuses: ['not_found'],
  })
  show(@IdParam() id: string): Promise<OperatorEventView> {
    return this.feed.showAny(id);
  }
}
