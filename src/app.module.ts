import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { BillingPlansModule } from './billing-plans/billing-plans.module.js';
import { BusinessesModule } from './businesses/businesses.module.js';
import { CommonModule } from './common/common.module.js';
import type { Clock } from './common/clock.js';
import type { Connections } from './common/connections.js';
import { ProblemFilter } from './common/problem.filter.js';
import { DtoPipe } from './common/dto.pipe.js';
import type { Config } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { Database } from './database/database.js';
import { EventsModule } from './events/events.module.js';
import { MailModule } from './mail/mail.module.js';
import { MembersModule } from './members/members.module.js';
import { OnboardingModule } from './onboarding/onboarding.module.js';
import { OpsModule } from './ops/ops.module.js';
import { RateLimitsModule } from './rate-limits/rate-limits.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { SubscriptionsModule } from './subscriptions/subscriptions.module.js';
import { UsageModule } from './usage/usage.module.js';

/** The rooms of the house, lowest layer first; docs/architecture.md shows how they stand on each other. */
@Module({
  imports: [
    ScheduleModule.forRoot(),
    RetentionModule,
    RateLimitsModule,
    AuditModule,
    EventsModule,
    MailModule,
    BillingPlansModule,
    BusinessesModule,
    MembersModule,
    SubscriptionsModule,
    UsageModule,
    AuthModule,
    OnboardingModule,
    OpsModule,
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
      dataSourceFactory: () => Promise.resolve(new Database(config.databaseUrl)),
    });
    return {
      module: AppModule,
      imports: [ConfigModule.forRoot(config), CommonModule.forRoot(clock, connections), database],
    };
  }
}
