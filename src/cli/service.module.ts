import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/index.js';
import { AuthModule } from '../auth/index.js';
import { BillingPlansModule } from '../billing-plans/index.js';
import { BusinessesModule } from '../businesses/index.js';
import { CatalogueModule } from '../catalogue/index.js';
import { type Clock, SystemClock } from '../common/clock.js';
import { CommonModule } from '../common/common.module.js';
import { Connections } from '../common/connections.js';
import type { Config } from '../config/config.js';
import { ConfigModule } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { EventsModule } from '../events/index.js';
import { JobsModule } from '../jobs/index.js';
import { MailModule } from '../mail/index.js';
import { MembersModule } from '../members/index.js';
import { PaymentsModule } from '../payments/index.js';
import { RateLimitsModule } from '../rate-limits/index.js';
import { RetentionModule } from '../retention/index.js';
import { RunningCyclesModule, SubscriptionsModule } from '../subscriptions/index.js';
import { SimpleSaasModule } from '../simple-saas/index.js';
import { SeatsModule, UsageModule } from '../usage/index.js';
import { UsersModule } from '../users/index.js';

/** The services for commands. Parts that only a server has are left out: listening, the loop, jobs and deliveries. */
@Module({
  imports: [
    RetentionModule,
    RateLimitsModule,
    AuditModule,
    EventsModule,
    JobsModule,
    MailModule,
    BillingPlansModule,
    BusinessesModule,
    UsersModule,
    MembersModule,
    SubscriptionsModule,
    RunningCyclesModule,
    PaymentsModule,
    UsageModule,
    SeatsModule,
    CatalogueModule,
    AuthModule,
    SimpleSaasModule,
  ],
})
export class ServiceModule {
  static with(config: Config & { databaseUrl: string }, clock: Clock = new SystemClock()): DynamicModule {
    const database = TypeOrmModule.forRootAsync({
      useFactory: () => ({ type: 'postgres', retryAttempts: 0 }),
      dataSourceFactory: () => Promise.resolve(new Database(config.databaseUrl, config.distributed)),
    });
    const common = CommonModule.forRoot(clock, new Connections(config));
    return { module: ServiceModule, imports: [ConfigModule.forRoot(config), common, database] };
  }
}
