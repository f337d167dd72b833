import { Global, Module } from '@nestjs/common';
import { RunningCycles } from '../billing-plans/index.js';
import { RunningCyclesService } from './cycles/running-cycles.service.js';
import { SubscriptionsModule } from './subscriptions.module.js';

/**
 * Binds the port through which an edit of a plan reaches running cycles. The module is global, because `billing-plans` is a lower
 * layer.
 */
@Global()
@Module({
  imports: [SubscriptionsModule],
  providers: [{ provide: RunningCycles, useExisting: RunningCyclesService }],
  exports: [RunningCycles],
})
export class RunningCyclesModule {}
