import { Body, Controller, Get, Post, Put } from '@nestjs/common';
import { AllowMembers, CurrentMember, Now } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { MemberPrincipal } from '../../common/principal.js';
import { BillingProfileDto, OpenPortalDto } from './billing.dto.js';
import { BillingService } from './billing.service.js';
import { BillingProfileView, BillingView, PortalView } from './billing.view.js';

/** Shows how the caller's business pays, edits its billing profile, and opens the provider's portal. */
@Controller('v1/billing')
@Chapter('Billing')
export class BillingController {
  constructor(private readonly billing: BillingService) {}

  @Get()
  @AllowMembers()
  @Operation({
    id: 'getBilling',
    summary: 'Show who collects, the payment method, and what is owed',
    answers: BillingView,
  })
  show(@CurrentMember() member: MemberPrincipal, @Now() now: Date): Promise<BillingView> {
    return this.billing.show(member.businessId, now);
  }

  @Get('profile')
  @AllowMembers('owner')
  @Operation({
    id: 'getBillingProfile',
    summary: 'Show the billing profile',
    answers: BillingProfileView,
  })
  showProfile(@CurrentMember() member: MemberPrincipal): Promise<BillingProfileView> {
    return this.billing.showProfile(member.businessId);
  }

  @Put('profile')
  @AllowMembers('owner')
  @Operation({
    id: 'setBillingProfile',
    summary: 'Replace the billing profile',
    description:
      'Sets the name, the address and the tax number on invoices. Fields that are absent are cleared. Invoices that were issued before do not change.',
    answers: BillingProfileView,
    body: {
      name: 'Analytical Engines Ltd',
      address: '1 St James’s Square, London',
      email: 'bills@example.com',
    },
  })
  setProfile(
    @CurrentMember() member: MemberPrincipal,
    @Body() body: BillingProfileDto,
  ): Promise<BillingProfileView> {
    return this.billing.setProfile(member, body);
  }

  @Post('portal')
  @AllowMembers('owner')
  @Operation({
    id: 'openBillingPortal',
    summary: 'Open the page that shows invoices and changes the payment method',
    answers: PortalView,
    body: {},
    refuses: ['no_payment_provider', 'payment_unavailable'],
  })
  openPortal(@CurrentMember() member: MemberPrincipal, @Body() body: OpenPortalDto): Promise<PortalView> {
    return this.billing.openPortal(member, body);
  }
}
