import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { BusinessesModule } from '../businesses/businesses.module.js';
import { MembersModule } from '../members/members.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { UsageModule } from '../usage/usage.module.js';
import { AccountErasureController } from './account-erasure.controller.js';
import { AccountErasureService } from './account-erasure.service.js';
import { AcceptanceController } from './acceptance.controller.js';
import { AcceptanceService } from './acceptance.service.js';
import { AdminInvitationsController } from './admin-invitations.controller.js';
import { AdminOnboardingController } from './admin-onboarding.controller.js';
import { ClosingService } from './closing.service.js';
import { ErasureService } from './erasure.service.js';
import { InvitationTokensService } from './invitation-tokens.service.js';
import { InvitationsRetention } from './invitations-retention.js';
import { InvitationsController } from './invitations.controller.js';
import { InvitationsService } from './invitations.service.js';
import { MemberChangesController } from './member-changes.controller.js';
import { MemberChangesService } from './member-changes.service.js';
import { MyBusinessesController } from './my-businesses.controller.js';
import { OnboardingService } from './onboarding.service.js';
import { OwnershipController } from './ownership.controller.js';
import { PersonErasureService } from './person-erasure.service.js';
import { SignUpController } from './signup.controller.js';

@Module({
  imports: [AuthModule, BusinessesModule, MembersModule, SubscriptionsModule, UsageModule],
  controllers: [
    SignUpController,
    AccountErasureController,
    AdminOnboardingController,
    AdminInvitationsController,
    MemberChangesController,
    InvitationsController,
    AcceptanceController,
    MyBusinessesController,
    OwnershipController,
  ],
  providers: [
    OnboardingService,
    MemberChangesService,
    InvitationsService,
    InvitationTokensService,
    InvitationsRetention,
    AcceptanceService,
    AccountErasureService,
    ErasureService,
    PersonErasureService,
    ClosingService,
  ],
})
export class OnboardingModule {}
