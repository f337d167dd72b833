import { Global, Module } from '@nestjs/common';
import { Seats } from '../members/index.js';
import { SeatsService } from './allocations/seats.service.js';
import { UsageModule } from './usage.module.js';

/** Binds the port by which `members` takes and frees seats. It is global, for `members` stands below and cannot import it. */
@Global()
@Module({
  imports: [UsageModule],
  providers: [{ provide: Seats, useExisting: SeatsService }],
  exports: [Seats],
})
export class SeatsModule {}
