import { Module } from '@nestjs/common';
import { BusinessesModule } from '../businesses/index.js';
import { JobsModule } from '../jobs/index.js';
import { MembersModule } from '../members/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { AdminExportsController } from './admin-exports.controller.js';
import { ExportWriterService } from './export-writer.service.js';
import { ExportsController } from './exports.controller.js';
import { ExportsService } from './exports.service.js';

@Module({
  imports: [BusinessesModule, JobsModule, MembersModule, SubscriptionsModule],
  controllers: [ExportsController, AdminExportsController],
  providers: [ExportsService, ExportWriterService],
})
export class ExportsModule {}
