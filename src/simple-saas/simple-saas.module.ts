import { Module } from '@nestjs/common';
import { BillingPlansModule } from '../billing-plans/index.js';
import { BusinessesModule } from '../businesses/index.js';
import { MembersModule } from '../members/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { UsersModule } from '../users/index.js';
import { BusinessImportService } from './business-import.service.js';
import { ImportService } from './import.service.js';
import { PlanImportService } from './plan-import.service.js';

/** Takes over the data of the original, simple-saas. Only the command line has it. */
@Module({
  imports: [BillingPlansModule, BusinessesModule, MembersModule, SubscriptionsModule, UsersModule],
  providers: [ImportService, PlanImportService, BusinessImportService],
})
export class SimpleSaasModule {}
