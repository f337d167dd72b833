import { Body, Controller, Post } from '@nestjs/common';
import { AllowMembers, CurrentMember, Now } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { MemberPrincipal } from '../common/principal.js';
import { MemberView } from '../members/members.service.js';
import { ClosingService } from './closing.service.js';
import { MemberChangesService } from './member-changes.service.js';
import { NewOwnerDto } from './onboarding.dto.js';

/** What only the owner of a business may do with it. */
@Controller('v1/business')
@Chapter('Business')
@AllowMembers('owner')
export class OwnershipController {
  constructor(
    private readonly changes: MemberChangesService,
    private readonly closing: ClosingService,
  ) {}

  @Post('owner')
  @Operation({
    id: 'transferOwnership',
    summary: 'Hand the business over to another person of it; you become an admin',
    answers: MemberView,
    body: { memberId: '01981b2e-7a4c-7f00-8000-00000000a0da' },
    refuses: ['not_found', 'wrong_state'],
  })
  handOver(@CurrentMember() member: MemberPrincipal, @Body() { memberId }: NewOwnerDto): Promise<MemberView> {
    return this.changes.handOver(member, memberId);
  }

  @Post('close')
  @Operation({
    id: 'closeMyBusiness',
    summary: 'Close the business for good; its data are kept',
    description:
      'The subscription ends, keys are revoked, open invitations are taken back, and its people are refused.',
    status: 204,
    refuses: ['renewal_failed'],
  })
  close(@CurrentMember() member: MemberPrincipal, @Now() now: Date): Promise<void> {
    return this.closing.close(member, now);
  }
}
