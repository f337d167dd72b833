import { Controller, Get, Query } from '@nestjs/common';
import { AllowOperators } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { Page } from '../../common/paging.js';
import { BusinessesQuery } from './business-list.dto.js';
import { BusinessListService } from './business-list.service.js';
import { ListedBusinessView } from './business-list.view.js';

/** Lists all businesses, with the owner and the plan of each, for operators. */
@Controller('v1/admin/businesses')
@Chapter('Operator: businesses')
@AllowOperators()
export class BusinessListController {
  constructor(private readonly businesses: BusinessListService) {}

  @Get()
  @Operation({
    id: 'listBusinesses',
    summary: 'List the businesses, or find one by its name, its owner or its id',
    description:
      'The newest come first. With `search` they come in the order of their names, or of their owners’ e-mail addresses. A subscription that is late is shown as it was before its renewal.',
    answers: ListedBusinessView,
    list: true,
    query: { search: 'Analytical' },
  })
  list(@Query() query: BusinessesQuery): Promise<Page<ListedBusinessView>> {
    return this.businesses.list(query);
  }
}
