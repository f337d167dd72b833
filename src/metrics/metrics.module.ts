import { Module } from '@nestjs/common';
import { HealthModule } from '../health/index.js';
import { PaymentsModule } from '../payments/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { DatabaseFigures } from './database-figures.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsServer } from './metrics-server.js';
import { MetricsService } from './metrics.service.js';
import { ProcessFigures } from './process-figures.js';
import { RequestMetricsService } from './request-metrics.service.js';

@Module({
  imports: [HealthModule, SubscriptionsModule, PaymentsModule],
  controllers: [MetricsController],
  providers: [MetricsServer, MetricsService, DatabaseFigures, ProcessFigures, RequestMetricsService],
  exports: [RequestMetricsService],
})
export class MetricsModule {}
