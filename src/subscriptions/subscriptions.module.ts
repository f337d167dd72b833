import { Module } from '@nestjs/common';
import { BillingPlansModule } from '../billing-plans/index.js';
import { BusinessesModule } from '../businesses/index.js';
import { MembersModule } from '../members/index.js';
import { AdminSubscriptionsController } from './subscription/admin-subscriptions.controller.js';
import { ChangePaymentService } from './subscription/change-payment.service.js';
import { ChangeQueueService } from './subscription/change-queue.service.js';
import { ChangeRecordService } from './subscription/change-record.service.js';
import { CurrentSubscriptionService } from './subscription/current-subscription.service.js';
import { FirstPlanService } from './subscription/first-plan.service.js';
import { LifecycleService } from './subscription/lifecycle.service.js';
import { OpenPlansService } from './subscription/open-plans.service.js';
import { PlanChangesService } from './subscription/plan-changes.service.js';
import { PlanDecisionsService } from './subscription/plan-decisions.service.js';
import { CyclesController } from './cycles/cycles.controller.js';
import { CycleListService } from './cycles/cycle-list.service.js';
import { PlanPreviewService } from './subscription/plan-preview.service.js';
import { RunningCyclesService } from './cycles/running-cycles.service.js';
import { RenewalLoopService } from './renewals/renewal-loop.service.js';
import { RenewalsController } from './renewals/renewals.controller.js';
import { RenewalsScheduler } from './renewals/renewals.scheduler.js';
import { PostponedLapsesService } from './renewals/postponed-lapses.service.js';
import { RenewalChunksService } from './renewals/renewal-chunks.service.js';
import { RenewalRunsService } from './renewals/renewal-runs.service.js';
import { CycleOpeningService } from './cycles/cycle-opening.service.js';
import { TrialNoticesService } from './notices/trial-notices.service.js';
import { SubscriptionChangeService } from './subscription/subscription-change.service.js';
import { SubscriptionsController } from './subscription/subscriptions.controller.js';
import { SubscriptionsService } from './subscription/subscriptions.service.js';
import { TestClocksController } from './test-clocks/test-clocks.controller.js';
import { TestClocksService } from './test-clocks/test-clocks.service.js';
import { TrialsService } from './subscription/trials.service.js';
import { BillingMailsService } from './invoices/billing-mails.service.js';
import { InvoiceIssuingService } from './invoices/invoice-issuing.service.js';
import { BillingTermsService } from './invoices/billing-terms.service.js';
import { ChangeCostService } from './invoices/change-cost.service.js';
import { PlanChangeInvoicesService } from './invoices/plan-change-invoices.service.js';
import { PaidChangesService } from './invoices/paid-changes.service.js';
import { InvoiceChangesService } from './invoices/invoice-changes.service.js';
import { MoneyBackService } from './invoices/money-back.service.js';
import { InvoiceSettlementService } from './invoices/invoice-settlement.service.js';
import { InvoicesRetention } from './invoices/invoices-retention.js';
import { NoticesService } from './notices/notices.service.js';
import { PastDueService } from './invoices/past-due.service.js';
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
    SubscriptionChangeService,
    ChangeRecordService,
    LifecycleService,
    OpenPlansService,
    FirstPlanService,
    PlanDecisionsService,
    PlanChangesService,
    ChangePaymentService,
    CycleListService,
    PlanPreviewService,
    RunningCyclesService,
    TrialsService,
    UpcomingService,
    CycleOpeningService,
    PostponedLapsesService,
    RenewalChunksService,
    RenewalRunsService,
    RenewalLoopService,
    RenewalsScheduler,
    TrialNoticesService,
    TestClocksService,
    PastDueService,
    BillingMailsService,
    NoticesService,
    InvoiceIssuingService,
    BillingTermsService,
    ChangeCostService,
    PlanChangeInvoicesService,
    PaidChangesService,
    InvoiceChangesService,
    InvoiceSettlementService,
    MoneyBackService,
    InvoicesRetention,
  ],
  exports: [
    BillingMailsService,
    NoticesService,
    InvoiceSettlementService,
    MoneyBackService,
    InvoiceIssuingService,
    SubscriptionsService,
    LifecycleService,
    PlanPreviewService,
    TestClocksService,
    RenewalLoopService,
    RunningCyclesService,
  ],
})
export class SubscriptionsModule {}
