import { Module } from '@nestjs/common';
import { BillingPlansModule } from '../billing-plans/billing-plans.module.js';
import { BusinessesModule } from '../businesses/businesses.module.js';
import { MembersModule } from '../members/members.module.js';
import { AdminSubscriptionsController } from './admin-subscriptions.controller.js';
import { ChangeQueue } from './change-queue.service.js';
import { CurrentSubscription } from './current-subscription.service.js';
import { Lifecycle } from './lifecycle.service.js';
import { PlanChanges } from './plan-changes.service.js';
import { PlanDeletions } from './plan-deletions.service.js';
import { PlanMoves } from './plan-moves.service.js';
import { PlanEditsController } from './plan-edits.controller.js';
import { RenewalLoopService } from './renewal-loop.service.js';
import { RenewalsController } from './renewals.controller.js';
import { RenewalsScheduler } from './renewals.scheduler.js';
import { RenewalRunsService } from './renewal-runs.service.js';
import { RenewalsService } from './renewals.service.js';
import { SubscriptionsController } from './subscriptions.controller.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { TestClocksController } from './test-clocks.controller.js';
import { TestClocksService } from './test-clocks.service.js';
import { Trials } from './trials.service.js';
import { Upcoming } from './upcoming.service.js';

@Module({
  imports: [BillingPlansModule, BusinessesModule, MembersModule],
  controllers: [
    SubscriptionsController,
    AdminSubscriptionsController,
    PlanEditsController,
    RenewalsController,
    TestClocksController,
  ],
  providers: [
    ChangeQueue,
    SubscriptionsService,
    CurrentSubscription,
    Lifecycle,
    PlanChanges,
    PlanDeletions,
    PlanMoves,
    Trials,
    Upcoming,
    RenewalsService,
    RenewalRunsService,
    RenewalLoopService,
    RenewalsScheduler,
    TestClocksService,
  ],
  exports: [SubscriptionsService, Lifecycle, TestClocksService, RenewalLoopService],
})
export class SubscriptionsModule {}
