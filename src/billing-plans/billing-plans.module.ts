import { Module } from '@nestjs/common';
import { AdminFeaturesController } from './admin-features.controller.js';
import { AdminPlansController } from './admin-plans.controller.js';
import { BillingPlansService } from './billing-plans.service.js';
import { PublicPlansController } from './public-plans.controller.js';
import { FeaturesService } from './features.service.js';
import { PlanEditsController } from './plan-edits.controller.js';
import { PlanEditsService } from './plan-edits.service.js';
import { PublicFeaturesController } from './public-features.controller.js';
import { PlanWriterService } from './plan-writer.service.js';
import { PlanTermsService } from './plan-terms.service.js';

@Module({
  controllers: [
    PublicPlansController,
    PublicFeaturesController,
    AdminPlansController,
    PlanEditsController,
    AdminFeaturesController,
  ],
  providers: [BillingPlansService, FeaturesService, PlanWriterService, PlanEditsService, PlanTermsService],
  exports: [BillingPlansService, FeaturesService, PlanWriterService, PlanEditsService],
})
export class BillingPlansModule {}
