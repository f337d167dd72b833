import { Module } from '@nestjs/common';
import { AdminFeaturesController } from './admin-features.controller.js';
import { AdminPlansController } from './admin-plans.controller.js';
import { BillingPlansService } from './billing-plans.service.js';
import { CatalogueController } from './catalogue.controller.js';
import { FeaturesService } from './features.service.js';
import { PlanEditor } from './plan-editor.service.js';
import { PlanTerms } from './plan-terms.service.js';

export { EditPlanDto } from './plan.dto.js';

@Module({
  controllers: [CatalogueController, AdminPlansController, AdminFeaturesController],
  providers: [BillingPlansService, FeaturesService, PlanEditor, PlanTerms],
  exports: [BillingPlansService],
})
export class BillingPlansModule {}
