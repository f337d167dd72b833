import { Controller, Get, Query } from '@nestjs/common';
import { type BusinessInTime, NamedBusiness } from '../businesses/index.js';
import { AllowOperators } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { Page } from '../common/paging.js';
import { MembersQuery } from './member.dto.js';
import { MembersService } from './members.service.js';
import { OperatorMemberView } from './member.view.js';

/** Operators' routes about the people and bots of a business. */
@Controller('v1/admin/businesses/:id/members')
@Chapter('Operator: businesses')
@AllowOperators()
export class AdminMembersController {
  constructor(private readonly members: MembersService) {}

  @Get()
  @Operation({
    id: 'listBusinessMembers',
    summary: 'List the people and bots of a business',
    description: 'The `userId` of a person is the id of their account at `/v1/admin/users`.',
    answers: OperatorMemberView,
    list: true,
    refuses: ['not_found'],
  })
  list(
    @NamedBusiness() { businessId }: BusinessInTime,
    @Query() query: MembersQuery,
  ): Promise<Page<OperatorMemberView>> {
    return this.members.listWithAccounts(businessId, query);
  }
}
