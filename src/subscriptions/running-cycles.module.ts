import { Global, Module } from '@nestjs/common';
import { RunningCycles } from '../billing-plans/index.js';
import { RunningCyclesService } from './cycles/running-cycles.service.js';
import { SubscriptionsModule } from './subscriptions.module.js';

/** Binds the port by which an edit of a plan reaches the cycles under way. It is global, for `billing-plans` stands below. */
@Global()
@Module({
  imports: [SubscriptionsModule],
  providers: [{ provide: RunningCycles, useExisting: RunningCyclesService }],
  exports: [RunningCycles],
})
export class RunningCyclesModule {}
