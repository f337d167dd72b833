import { Body, Controller, Delete, Patch } from '@nestjs/common';
import { AllowMembers, CurrentMember, Now } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { MemberPrincipal } from '../common/principal.js';
import { IdParam } from '../common/path-params.js';
import { MemberView } from './member.view.js';
import { MemberChangesService } from './member-changes.service.js';
import { EditMemberDto } from './member-change.dto.js';

/** Routes that change and remove members. */
@Controller('v1/members')
@Chapter('Business')
export class MemberChangesController {
  constructor(private readonly changes: MemberChangesService) {}

  @Patch(':id')
  @AllowMembers('admin')
  @Operation({
    id: 'updateMember',
    summary: 'Switch a member on or off, or change the role, from the next request on',
    answers: MemberView,
    body: { active: false },
    refuses: ['not_found', 'role_too_low', 'no_active_subscription', 'limit_reached', 'renewal_failed'],
  })
  edit(
    @CurrentMember() member: MemberPrincipal,
    @IdParam() id: string,
    @Body() body: EditMemberDto,
    @Now() now: Date,
  ): Promise<MemberView> {
    return this.changes.edit(member, id, body, now);
  }

  @Delete('me')
  @AllowMembers()
  @Operation({
    id: 'leaveBusiness',
    summary: 'Leave the business, from the next request on',
    description:
      'The seat becomes free, and the account stays. The owner cannot leave (`wrong_state`, `state: "owner"`) before handing the ' +
      'business over or closing it.',
    status: 204,
    refuses: ['wrong_state'],
    states: { owner: 'an owner hands the business over or closes it first' },
  })
  leave(@CurrentMember() member: MemberPrincipal, @Now() now: Date): Promise<void> {
    return this.changes.leave(member, now);
  }

  @Delete(':id')
  @AllowMembers('admin')
  @Operation({
    id: 'removeMember',
    summary: 'Remove a member from the business, from the next request on',
    status: 204,
    refuses: ['not_found', 'role_too_low'],
  })
  remove(@CurrentMember() member: MemberPrincipal, @IdParam() id: string, @Now() now: Date): Promise<void> {
    return this.changes.remove(member, id, now);
  }
}
