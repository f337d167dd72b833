import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { BusinessesModule } from '../businesses/index.js';
import { MembersModule } from '../members/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { UsersModule } from '../users/index.js';
import { UsageModule } from '../usage/index.js';
import { AccountErasureController } from './account-erasure.controller.js';
import { AccountErasureService } from './account-erasure.service.js';
import { AcceptanceController } from './acceptance.controller.js';
import { AcceptanceService } from './acceptance.service.js';
import { AdminOnboardingController } from './admin-onboarding.controller.js';
import { ClosingController } from './closing.controller.js';
import { ClosingService } from './closing.service.js';
import { ErasedTracesService } from './erased-traces.service.js';
import { ErasureChunksService } from './erasure-chunks.service.js';
import { ErasureService } from './erasure.service.js';
import { MyBusinessesController } from './my-businesses.controller.js';
import { OnboardingService } from './onboarding.service.js';
import { PersonErasureService } from './person-erasure.service.js';
import { SignUpController } from './signup.controller.js';

@Module({
  imports: [AuthModule, BusinessesModule, UsersModule, MembersModule, SubscriptionsModule, UsageModule],
  controllers: [
    SignUpController,
    AccountErasureController,
    AdminOnboardingController,
    AcceptanceController,
    MyBusinessesController,
    ClosingController,
  ],
  providers: [
    OnboardingService,
    AcceptanceService,
    AccountErasureService,
    ErasureService,
    ErasureChunksService,
    ErasedTracesService,
    PersonErasureService,
    ClosingService,
  ],
})
export class OnboardingModule {}
