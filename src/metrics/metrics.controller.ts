import { Controller, Get, Header, Headers } from '@nestjs/common';
import { PublicOps } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import { METRICS_TYPE } from './metrics-server.js';
import { MetricsService } from './metrics.service.js';

@Controller('metrics')
@Chapter('Ops')
@PublicOps()
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  @Get()
  @Header('Content-Type', METRICS_TYPE)
  @Operation({
    id: 'getMetrics',
    summary: 'Show metrics for Prometheus',
    text: true,
    mayNeed: 'metricsToken',
    refuses: ['unauthenticated'],
  })
  show(@Headers('authorization') authorization?: string): Promise<string> {
    return this.metrics.textFor(authorization);
  }
}
