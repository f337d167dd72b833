import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsServer } from './metrics-server.js';
import { MetricsService } from './metrics.service.js';
import { OpsService } from './ops.service.js';
import { RoutesService } from './routes.service.js';

@Module({
  imports: [SubscriptionsModule, DiscoveryModule],
  controllers: [HealthController, MetricsController],
  providers: [HealthService, MetricsServer, MetricsService, OpsService, RoutesService],
  exports: [OpsService],
})
export class OpsModule {}
