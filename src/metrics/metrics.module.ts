import { Module } from '@nestjs/common';
import { HealthModule } from '../health/index.js';
import { PaymentsModule } from '../payments/index.js';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { DatabaseMetrics } from './database-metrics.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsServer } from './metrics-server.js';
import { MetricsService } from './metrics.service.js';
import { ProcessMetrics } from './process-metrics.js';
import { RequestMetricsService } from './request-metrics.service.js';

@Module({
  imports: [HealthModule, SubscriptionsModule, PaymentsModule],
  controllers: [MetricsController],
  providers: [MetricsServer, MetricsService, DatabaseMetrics, ProcessMetrics, RequestMetricsService],
  exports: [RequestMetricsService],
})
export class MetricsModule {}
