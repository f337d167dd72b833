import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from './audit/index.js';
import { AuthModule } from './auth/index.js';
import { BillingPlansModule } from './billing-plans/index.js';
import { BusinessesModule } from './businesses/index.js';
import { CatalogueModule } from './catalogue/index.js';
import { CommonModule } from './common/common.module.js';
import type { Clock } from './common/clock.js';
import type { Connections } from './common/connections.js';
import { ProblemFilter } from './common/problem.filter.js';
import { DtoPipe } from './common/dto.pipe.js';
import type { Config } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { Database } from './database/database.js';
import { EventsModule } from './events/index.js';
import { JobRunnerModule, JobsModule } from './jobs/index.js';
import { MailModule } from './mail/index.js';
import { UsersModule } from './users/index.js';
import { MembersModule } from './members/index.js';
import { OnboardingModule } from './onboarding/index.js';
import { ExportsModule } from './exports/index.js';
import { HealthModule } from './health/index.js';
import { MetricsModule } from './metrics/index.js';
import { OpenApiModule } from './openapi/index.js';
import { PagesModule } from './pages/index.js';
import { PaymentsModule } from './payments/index.js';
import { RateLimitsModule } from './rate-limits/index.js';
import { ReportsModule } from './reports/index.js';
import { RetentionModule } from './retention/index.js';
import { RunningCyclesModule, SubscriptionsModule } from './subscriptions/index.js';
import { TracingModule } from './tracing/index.js';
import { SeatsModule, UsageModule } from './usage/index.js';
import { WebhooksModule } from './webhooks/index.js';

/** All modules, lowest layer first. docs/architecture.md shows the layers. */
@Module({
  imports: [
    ScheduleModule.forRoot(),
    TracingModule,
    RetentionModule,
    RateLimitsModule,
    AuditModule,
    EventsModule,
    JobsModule,
    JobRunnerModule,
    MailModule,
    BillingPlansModule,
    BusinessesModule,
    UsersModule,
    MembersModule,
    SubscriptionsModule,
    RunningCyclesModule,
    UsageModule,
    PaymentsModule,
    WebhooksModule,
    SeatsModule,
    CatalogueModule,
    AuthModule,
    OnboardingModule,
    ExportsModule,
    ReportsModule,
    OpenApiModule,
    PagesModule,
    HealthModule,
    MetricsModule,
  ],
  providers: [
    { provide: APP_PIPE, useClass: DtoPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class AppModule {
  static with(
    config: Config & { databaseUrl: string },
    clock: Clock,
    connections: Connections,
  ): DynamicModule {
    const database = TypeOrmModule.forRootAsync({
      useFactory: () => ({ type: 'postgres', retryAttempts: 0 }),
      dataSourceFactory: () => Promise.resolve(new Database(config.databaseUrl, config.distributed)),
    });
    return {
      module: AppModule,
      imports: [ConfigModule.forRoot(config), CommonModule.forRoot(clock, connections), database],
    };
  }
}
