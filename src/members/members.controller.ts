import { Controller, Get, Query } from '@nestjs/common';
import { AllowMembers, CurrentMember } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { Page } from '../common/paging.js';
import type { MemberPrincipal } from '../common/principal.js';
import { IdParam } from '../common/path-params.js';
import { MembersQuery } from './member.dto.js';
import { MembersService } from './members.service.js';
import { MemberView } from './member.view.js';

/** Routes that show the people and bots of the caller's business. */
@Controller('v1')
@Chapter('Business')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Get('members')
  @AllowMembers()
  @Operation({
    id: 'listMembers',
    summary: 'List the people and bots of the business',
    answers: MemberView,
    list: true,
  })
  list(@CurrentMember() member: MemberPrincipal, @Query() query: MembersQuery): Promise<Page<MemberView>> {
    return this.members.list(member.businessId, query);
  }

  @Get('members/:id')
  @AllowMembers()
  @Operation({
    id: 'getMember',
    summary: 'Show a person or bot of the business',
    answers: MemberView,
    refuses: ['not_found'],
  })
  show(@CurrentMember() member: MemberPrincipal, @IdParam() id: string): Promise<MemberView> {
    return this.members.show(member.businessId, id);
  }
}
