import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { BusinessesModule } from '../businesses/businesses.module.js';
import { MembersModule } from '../members/members.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { UsageModule } from '../usage/usage.module.js';
import { AdminOnboardingController } from './admin-onboarding.controller.js';
import { MemberChangesController } from './member-changes.controller.js';
import { MemberChangesService } from './member-changes.service.js';
import { OnboardingService } from './onboarding.service.js';
import { SignUpController } from './signup.controller.js';

@Module({
  imports: [AuthModule, BusinessesModule, MembersModule, SubscriptionsModule, UsageModule],
  controllers: [SignUpController, AdminOnboardingController, MemberChangesController],
  providers: [OnboardingService, MemberChangesService],
})
export class OnboardingModule {}
