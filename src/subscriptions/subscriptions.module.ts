import { Module } from '@nestjs/common';
import { BillingPlansModule } from '../billing-plans/index.js';
import { BusinessesModule } from '../businesses/index.js';
import { MembersModule } from '../members/index.js';
import { AdminSubscriptionsController } from './subscription/admin-subscriptions.controller.js';
import { ChangeQueueService } from './subscription/change-queue.service.js';
import { CurrentSubscriptionService } from './subscription/current-subscription.service.js';
import { LifecycleService } from './subscription/lifecycle.service.js';
import { PlanChangesService } from './subscription/plan-changes.service.js';
import { CyclesController } from './cycles/cycles.controller.js';
import { CycleListService } from './cycles/cycle-list.service.js';
import { PlanPreviewService } from './subscription/plan-preview.service.js';
import { RunningCyclesService } from './cycles/running-cycles.service.js';
import { RenewalLoopService } from './renewals/renewal-loop.service.js';
import { RenewalsController } from './renewals/renewals.controller.js';
import { RenewalsScheduler } from './renewals/renewals.scheduler.js';
import { RenewalChunksService } from './renewals/renewal-chunks.service.js';
import { RenewalRunsService } from './renewals/renewal-runs.service.js';
import { CycleOpeningService } from './cycles/cycle-opening.service.js';
import { TrialNoticesService } from './renewals/trial-notices.service.js';
import { SubscriptionsController } from './subscription/subscriptions.controller.js';
import { SubscriptionsService } from './subscription/subscriptions.service.js';
import { TestClocksController } from './test-clocks/test-clocks.controller.js';
import { TestClocksService } from './test-clocks/test-clocks.service.js';
import { TrialsService } from './subscription/trials.service.js';
import { UpcomingService } from './cycles/upcoming.service.js';

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
    ChangeQueueService,
    SubscriptionsService,
    CurrentSubscriptionService,
    LifecycleService,
    PlanChangesService,
    CycleListService,
    PlanPreviewService,
    RunningCyclesService,
    TrialsService,
    UpcomingService,
    CycleOpeningService,
    RenewalChunksService,
    RenewalRunsService,
    RenewalLoopService,
    RenewalsScheduler,
    TrialNoticesService,
    TestClocksService,
  ],
  exports: [
    SubscriptionsService,
    LifecycleService,
    TestClocksService,
    RenewalLoopService,
    RunningCyclesService,
  ],
})
export class SubscriptionsModule {}
