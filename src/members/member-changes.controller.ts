import { Body, Controller, Delete, Patch } from '@nestjs/common';
import { AllowMembers, CurrentMember, Now } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { MemberPrincipal } from '../common/principal.js';
import { IdParam } from '../common/path-params.js';
import { MemberView } from './member.view.js';
import { MemberChangesService } from './member-changes.service.js';
import { EditMemberDto } from './member-changes.dto.js';

/** Changing and removing members. */
@Controller('v1/members')
@Chapter('Business')
export class MemberChangesController {
  constructor(private readonly changes: MemberChangesService) {}

  @Patch(':id')
  @AllowMembers('admin')
  @Operation({
    id: 'updateMember',
    summary: 'Turn a member on or off, or change a role, from the next request on',
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
      'The seat is free; the account stays. The owner hands the business over or closes it first (`wrong_state`, `state: "owner"`).',
    status: 204,
    refuses: ['wrong_state'],
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
