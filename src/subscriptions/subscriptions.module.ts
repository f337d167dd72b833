import { Module } from '@nestjs/common';
import { BillingPlansModule } from '../billing-plans/index.js';
import { BusinessesModule } from '../businesses/index.js';
import { MembersModule } from '../members/index.js';
import { AdminSubscriptionsController } from './subscription/admin-subscriptions.controller.js';
import { ChangeQueue } from './subscription/change-queue.service.js';
import { CurrentSubscription } from './subscription/current-subscription.service.js';
import { Lifecycle } from './subscription/lifecycle.service.js';
import { PlanChanges } from './subscription/plan-changes.service.js';
import { CyclesController } from './cycles/cycles.controller.js';
import { CyclesService } from './cycles/cycles.service.js';
import { PlanPreviewService } from './subscription/plan-preview.service.js';
import { PlanMoves } from './cycles/plan-moves.service.js';
import { RenewalLoopService } from './renewals/renewal-loop.service.js';
import { RenewalsController } from './renewals/renewals.controller.js';
import { RenewalsScheduler } from './renewals/renewals.scheduler.js';
import { RenewalRunsService } from './renewals/renewal-runs.service.js';
import { RenewalsService } from './renewals/renewals.service.js';
import { SubscriptionsController } from './subscription/subscriptions.controller.js';
import { SubscriptionsService } from './subscription/subscriptions.service.js';
import { TestClocksController } from './test-clocks/test-clocks.controller.js';
import { TestClocksService } from './test-clocks/test-clocks.service.js';
import { Trials } from './subscription/trials.service.js';
import { Upcoming } from './cycles/upcoming.service.js';

@Module({
  imports: [BillingPlansModule, BusinessesModule, MembersModule],
  controllers: [
    SubscriptionsController,
    AdminSubscriptionsController,
    CyclesController,
    RenewalsController,
    TestClocksController,
  ],
  providers: [
    ChangeQueue,
    SubscriptionsService,
    CurrentSubscription,
    Lifecycle,
    PlanChanges,
    CyclesService,
    PlanPreviewService,
    PlanMoves,
    Trials,
    Upcoming,
    RenewalsService,
    RenewalRunsService,
    RenewalLoopService,
    RenewalsScheduler,
    TestClocksService,
  ],
  exports: [SubscriptionsService, Lifecycle, TestClocksService, RenewalLoopService, PlanMoves],
})
export class SubscriptionsModule {}
