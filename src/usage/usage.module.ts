import { Module } from '@nestjs/common';
import { BillingPlansModule } from '../billing-plans/billing-plans.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { AllocationsController } from './allocations.controller.js';
import { AllocationsService } from './allocations.service.js';
import { CyclesController } from './cycles.controller.js';
import { CyclesService } from './cycles.service.js';
import { EntitlementsService } from './entitlements.service.js';
import { PlanPreviewService } from './plan-preview.service.js';
import { UsageController } from './usage.controller.js';
import { UsageService } from './usage.service.js';

@Module({
  imports: [BillingPlansModule, SubscriptionsModule],
  controllers: [UsageController, AllocationsController, CyclesController],
  providers: [UsageService, EntitlementsService, AllocationsService, CyclesService, PlanPreviewService],
  exports: [UsageService],
})
export class UsageModule {}
