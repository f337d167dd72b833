import { Controller, Post } from '@nestjs/common';
import { AllowMembers, CurrentMember, CurrentTimes, type Times } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { MemberPrincipal } from '../common/principal.js';
import { ClosingService } from './closing.service.js';

/** Closes the caller's business. */
@Controller('v1/business')
@Chapter('Business')
@AllowMembers('owner')
export class ClosingController {
  constructor(private readonly closing: ClosingService) {}

  @Post('close')
  @Operation({
    id: 'closeMyBusiness',
    summary: 'Close the business for good; its data are kept',
    description: 'The subscription ends, keys and open invitations are revoked, and its people are refused.',
    status: 204,
    refuses: ['renewal_failed'],
  })
  close(@CurrentMember() member: MemberPrincipal, @CurrentTimes() times: Times): Promise<void> {
    return this.closing.close(member, times);
  }
}
