import { type DynamicModule, Module } from '@nestjs/common';
import { Clock } from './clock.js';

/** Provides the one clock. */
@Module({})
export class CommonModule {
  static forRoot(clock: Clock): DynamicModule {
    return {
      module: CommonModule,
      global: true,
      providers: [{ provide: Clock, useValue: clock }],
      exports: [Clock],
    };
  }
}
