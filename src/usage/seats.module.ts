import { Global, Module } from '@nestjs/common';
import { Seats } from '../members/index.js';
import { SeatsService } from './allocations/seats.service.js';
import { UsageModule } from './usage.module.js';

/**
 * Binds the port by which `members` takes and frees seats. The module is global, because `members` is a lower layer and must not
 * import it.
 */
@Global()
@Module({
  imports: [UsageModule],
  providers: [{ provide: Seats, useExisting: SeatsService }],
  exports: [Seats],
})
export class SeatsModule {}
