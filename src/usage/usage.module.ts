import { Module } from '@nestjs/common';
import { BillingPlansModule } from '../billing-plans/index.js';
import { BusinessesModule } from '../businesses/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { AllocationsController } from './allocations/allocations.controller.js';
import { AllocationsService } from './allocations/allocations.service.js';
import { EntitlementsController } from './entitlements/entitlements.controller.js';
import { EntitlementsService } from './entitlements/entitlements.service.js';
import { IdempotencyService } from './idempotency/idempotency.service.js';
import { CountersService } from './spending/counters.service.js';
import { ExactSpendService } from './spending/exact-spend.service.js';
import { LimitErrorsService } from './spending/limit-errors.service.js';
import { PlanSpendService } from './spending/plan-spend.service.js';
import { SpendingService } from './spending/spending.service.js';
import { SwitchesService } from './spending/switches.service.js';
import { AdminCreditsController } from './credits/admin-credits.controller.js';
import { BatchService } from './spending/batch.service.js';
import { AdminUsageController } from './history/admin-usage.controller.js';
import { BusinessUsageController } from './history/business-usage.controller.js';
import { CreditsService } from './credits/credits.service.js';
import { SeatsService } from './allocations/seats.service.js';
import { HistoryService } from './history/history.service.js';
import { SpendRefundsService } from './spending/spend-refunds.service.js';
import { UsageRetention } from './usage-retention.js';
import { UsageController } from './spending/usage.controller.js';
import { UsageService } from './spending/usage.service.js';

@Module({
  imports: [BillingPlansModule, BusinessesModule, SubscriptionsModule],
  controllers: [
    UsageController,
    EntitlementsController,
    BusinessUsageController,
    AdminUsageController,
    AllocationsController,
    AdminCreditsController,
  ],
  providers: [
    UsageService,
    SwitchesService,
    LimitErrorsService,
    SpendingService,
    PlanSpendService,
    ExactSpendService,
    CountersService,
    IdempotencyService,
    BatchService,
    SpendRefundsService,
    CreditsService,
    HistoryService,
    UsageRetention,
    EntitlementsService,
    AllocationsService,
    SeatsService,
  ],
  exports: [UsageService, SeatsService, IdempotencyService],
})
export class UsageModule {}
