import { Module } from '@nestjs/common';
import { SubscriptionsModule } from '../subscriptions/index.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsServer } from './metrics-server.js';
import { MetricsService } from './metrics.service.js';
import { RequestMetricsService } from './request-metrics.service.js';
import { WebhookMetrics } from './webhook-metrics.js';

@Module({
  imports: [SubscriptionsModule],
  controllers: [MetricsController],
  providers: [MetricsServer, MetricsService, RequestMetricsService, WebhookMetrics],
  exports: [RequestMetricsService],
})
export class MetricsModule {}
