import { Module } from '@nestjs/common';
import { BillingPlansModule } from '../billing-plans/index.js';
import { CatalogueService } from './catalogue.service.js';
import { CatalogueWriterService } from './catalogue-writer.service.js';

/** Features and plans from a file. */
@Module({
  imports: [BillingPlansModule],
  providers: [CatalogueService, CatalogueWriterService],
  exports: [CatalogueService],
})
export class CatalogueModule {}
