import { Module } from '@nestjs/common';
import { BillingPlansModule } from '../billing-plans/billing-plans.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { AllocationsController } from './allocations.controller.js';
import { AllocationsService } from './allocations.service.js';
import { EntitlementsService } from './entitlements.service.js';
import { IdempotencyService } from './idempotency.service.js';
import { SettlementService } from './settlement.service.js';
import { SpendingService } from './spending.service.js';
import { UsageController } from './usage.controller.js';
import { UsageService } from './usage.service.js';

@Module({
  imports: [BillingPlansModule, SubscriptionsModule],
  controllers: [UsageController, AllocationsController],
  providers: [
    UsageService,
    SpendingService,
    SettlementService,
    IdempotencyService,
    EntitlementsService,
    AllocationsService,
  ],
  exports: [UsageService],
})
export class UsageModule {}
