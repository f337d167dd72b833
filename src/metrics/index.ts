export { MetricsModule } from './metrics.module.js';
export { RequestMetricsService } from './request-metrics.service.js';
