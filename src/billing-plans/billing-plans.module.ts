import { Module } from '@nestjs/common';
import { AdminFeaturesController } from './admin-features.controller.js';
import { AdminPlansController } from './admin-plans.controller.js';
import { BillingPlansService } from './billing-plans.service.js';
import { PublicPlansController } from './public-plans.controller.js';
import { FeaturesService } from './features.service.js';
import { PlanEditsController } from './plan-edits.controller.js';
import { PlanEditsService } from './plan-edits.service.js';
import { PublicFeaturesController } from './public-features.controller.js';
import { PlanEditorService } from './plan-editor.service.js';
import { PlanTermsService } from './plan-terms.service.js';

@Module({
  controllers: [
    PublicPlansController,
    PublicFeaturesController,
    AdminPlansController,
    PlanEditsController,
    AdminFeaturesController,
  ],
  providers: [BillingPlansService, FeaturesService, PlanEditorService, PlanEditsService, PlanTermsService],
  exports: [BillingPlansService, FeaturesService, PlanEditorService, PlanEditsService],
})
export class BillingPlansModule {}
