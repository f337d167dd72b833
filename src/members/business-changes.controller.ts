import { Body, Controller, Patch, Post } from '@nestjs/common';
import { BusinessView, RenameBusinessDto } from '../businesses/index.js';
import { AllowMembers, CurrentMember, Now } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { MemberPrincipal } from '../common/principal.js';
import { MemberView } from './member.view.js';
import { MemberChangesService } from './member-changes.service.js';
import { NewOwnerDto } from './member-change.dto.js';

const NO_OWNER = 'only an active person can own a business';

/** Routes that change the caller's business. They are here because they check the caller's role again. */
@Controller('v1/business')
@Chapter('Business')
export class BusinessChangesController {
  constructor(private readonly changes: MemberChangesService) {}

  @Patch()
  @AllowMembers('admin')
  @Operation({
    id: 'updateMyBusiness',
    summary: 'Rename the business',
    answers: BusinessView,
    body: { name: 'Difference Engines' },
  })
  rename(
    @CurrentMember() member: MemberPrincipal,
    @Body() body: RenameBusinessDto,
    @Now() now: Date,
  ): Promise<BusinessView> {
    return this.changes.renameBusiness(member, body, now);
  }

  @Post('owner')
  @AllowMembers('owner')
  @Operation({
    id: 'transferOwnership',
    summary: 'Make another person of the business its owner; you become an admin',
    answers: MemberView,
    body: { memberId: '01981b2e-7a4c-7f00-8000-00000000a0da' },
    refuses: ['not_found', 'wrong_state'],
    states: { bot: NO_OWNER, inactive: NO_OWNER, suspended: NO_OWNER },
  })
  handOver(
    @CurrentMember() member: MemberPrincipal,
    @Body() { memberId }: NewOwnerDto,
    @Now() now: Date,
  ): Promise<MemberView> {
    return this.changes.handOver(member, memberId, now);
  }
}
