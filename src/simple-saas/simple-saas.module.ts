import { Module } from '@nestjs/common';
import { BillingPlansModule } from '../billing-plans/index.js';
import { BusinessesModule } from '../businesses/index.js';
import { MembersModule } from '../members/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { UsersModule } from '../users/index.js';
import { BusinessImportService } from './business-import.service.js';
import { ImportService } from './import.service.js';
import { PlanImportService } from './plan-import.service.js';

/** Imports the data of the original, simple-saas. Only the command line uses it. */
@Module({
  imports: [BillingPlansModule, BusinessesModule, MembersModule, SubscriptionsModule, UsersModule],
  providers: [ImportService, PlanImportService, BusinessImportService],
})
export class SimpleSaasModule {}
