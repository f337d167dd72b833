import { Controller, Get, Query } from '@nestjs/common';
import { AllowOperators } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { Page } from '../common/paging.js';
import { IdParam } from '../common/validation.js';
import { EventFeedService } from './event-feed.service.js';
import { OperatorEventView } from './event.view.js';
import { AdminEventsQuery } from './events.dto.js';

/** What happened to all businesses. */
@Controller('v1/admin/events')
@Chapter('Operator: events')
@AllowOperators()
export class AdminEventsController {
  constructor(private readonly feed: EventFeedService) {}

  @Get()
  @Operation({
    id: 'listOperatorEvents',
    summary: 'List what happened to all businesses, or to one, oldest first',
    description: 'Ask again with `after` set to the last `position` that you have seen.',
    answers: OperatorEventView,
    list: true,
    cursor: 'after',
    query: { after: 0 },
  })
  list(@Query() query: AdminEventsQuery): Promise<Page<OperatorEventView>> {
    return this.feed.listForOperator(query);
  }

  @Get(':id')
  @Operation({
    id: 'getOperatorEvent',
    summary: 'Show an event of any business',
    answers: OperatorEventView,
    refuses: ['not_found'],
  })
  show(@IdParam() id: string): Promise<OperatorEventView> {
    return this.feed.showForOperator(id);
  }
}
