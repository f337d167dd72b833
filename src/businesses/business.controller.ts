import { Controller, Get } from '@nestjs/common';
import { AllowMembers, CurrentMember, Now } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { MemberPrincipal } from '../common/principal.js';
import { OwnBusinessView } from './business.view.js';
import { BusinessesService } from './businesses.service.js';

/** The route that shows the caller's business. `members` has the routes that change it, and `onboarding` the one that closes it. */
@Controller('v1/business')
@Chapter('Business')
export class BusinessController {
  constructor(private readonly businesses: BusinessesService) {}

  @Get()
  @AllowMembers()
  @Operation({ id: 'getMyBusiness', summary: 'Show the business', answers: OwnBusinessView })
  show(@CurrentMember() member: MemberPrincipal, @Now() now: Date): Promise<OwnBusinessView> {
    return this.businesses.showOwn(member.businessId, now);
  }
}
