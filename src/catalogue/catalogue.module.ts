import { Module } from '@nestjs/common';
import { BillingPlansModule } from '../billing-plans/index.js';
import { CatalogueService } from './catalogue.service.js';
import { CatalogueWriter } from './catalogue-writer.js';

/** Features and plans from a file. */
@Module({
  imports: [BillingPlansModule],
  providers: [CatalogueService, CatalogueWriter],
  exports: [CatalogueService],
})
export class CatalogueModule {}
