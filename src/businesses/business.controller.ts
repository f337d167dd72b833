import { Body, Controller, Get, Patch } from '@nestjs/common';
import { AllowMembers, CurrentMember, Now } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { MemberPrincipal } from '../common/principal.js';
import { RenameBusinessDto } from './business.dto.js';
import { BusinessView, OwnBusinessView } from './business.view.js';
import { BusinessesService } from './businesses.service.js';

/** Routes about the caller's business. `members` has the route that hands it over, and `onboarding` the one that closes it. */
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

  @Patch()
  @AllowMembers('admin')
  @Operation({
    id: 'updateMyBusiness',
    summary: 'Rename the business',
    answers: BusinessView,
    body: { name: 'Difference Engines' },
  })
  edit(
    @CurrentMember() member: MemberPrincipal,
    @Body() body: RenameBusinessDto,
    @Now() now: Date,
  ): Promise<BusinessView> {
    return this.businesses.rename(member, body, now);
  }
}
