import { type DynamicModule, Module } from '@nestjs/common';
import { ClockGuardService } from './clock-guard.service.js';
import { Clock } from './clock.js';
import { Connections } from './connections.js';

/** Provides the one clock and its guard, and the connections of the one server. */
@Module({})
export class CommonModule {
  static forRoot(clock: Clock, connections: Connections): DynamicModule {
    return {
      module: CommonModule,
      global: true,
      providers: [
        { provide: Clock, useValue: clock },
        { provide: Connections, useValue: connections },
        ClockGuardService,
      ],
      exports: [Clock, ClockGuardService, Connections],
    };
  }
}
