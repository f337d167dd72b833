import { Module } from '@nestjs/common';
import { BillingPlansModule } from '../billing-plans/index.js';
import { BusinessListController } from './businesses/business-list.controller.js';
import { BusinessListService } from './businesses/business-list.service.js';
import { DailyStatsService } from './stats/daily-stats.service.js';
import { PlanVersionsController } from './plans/plan-versions.controller.js';
import { PlanVersionsService } from './plans/plan-versions.service.js';
import { StatsController } from './stats/stats.controller.js';
import { StatsScheduler } from './stats/stats.scheduler.js';
import { StatsService } from './stats/stats.service.js';
import { SubscriptionListController } from './subscriptions/subscription-list.controller.js';
import { SubscriptionListService } from './subscriptions/subscription-list.service.js';
import { UsageMonthsService } from './usage/usage-months.service.js';
import { UsageRankingController } from './usage/usage-ranking.controller.js';
import { UsageRankingService } from './usage/usage-ranking.service.js';

@Module({
  imports: [BillingPlansModule],
  controllers: [
    PlanVersionsController,
    BusinessListController,
    SubscriptionListController,
    StatsController,
    UsageRankingController,
  ],
  providers: [
    BusinessListService,
    SubscriptionListService,
    PlanVersionsService,
    StatsService,
    DailyStatsService,
    StatsScheduler,
    UsageMonthsService,
    UsageRankingService,
  ],
})
export class ReportsModule {}
