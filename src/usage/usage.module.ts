import { Module } from '@nestjs/common';
import { BillingPlansModule } from '../billing-plans/billing-plans.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { AllocationsController } from './allocations.controller.js';
import { AllocationsService } from './allocations.service.js';
import { CyclesController } from './cycles.controller.js';
import { CyclesService } from './cycles.service.js';
import { EntitlementsService } from './entitlements.service.js';
import { PlanPreviewService } from './plan-preview.service.js';
import { IdempotencyService } from './idempotency.service.js';
import { SettlementService } from './settlement.service.js';
import { SpendingService } from './spending.service.js';
import { AdminCreditsController } from './admin-credits.controller.js';
import { BatchService } from './batch.service.js';
import { BusinessUsageController } from './business-usage.controller.js';
import { CreditsService } from './credits.service.js';
import { HistoryService } from './history.service.js';
import { RefundsService } from './refunds.service.js';
import { UsageRetention } from './usage-retention.js';
import { UsageController } from './usage.controller.js';
import { UsageService } from './usage.service.js';

@Module({
  imports: [BillingPlansModule, SubscriptionsModule],
  controllers: [
    UsageController,
    BusinessUsageController,
    AllocationsController,
    AdminCreditsController,
    CyclesController,
  ],
  providers: [
    UsageService,
    SpendingService,
    SettlementService,
    IdempotencyService,
    BatchService,
    RefundsService,
    CreditsService,
    HistoryService,
    UsageRetention,
    EntitlementsService,
    AllocationsService,
    CyclesService,
    PlanPreviewService,
  ],
  exports: [UsageService],
})
export class UsageModule {}
