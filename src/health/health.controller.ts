import { Controller, Get } from '@nestjs/common';
import { PublicOps } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import { HealthService } from './health.service.js';
import { HealthView } from './health.view.js';

/** For the machinery that keeps the service running. */
@Controller('health')
@Chapter('Ops')
@PublicOps()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('live')
  @Operation({ id: 'checkLiveness', summary: 'Say that the process is alive', answers: HealthView })
  live(): HealthView {
    return { status: 'ok' };
  }

  @Get('ready')
  @Operation({
    id: 'checkReadiness',
    summary: 'Say that requests can be served',
    answers: HealthView,
    refuses: ['unavailable', 'clock_wrong'],
  })
  ready(): Promise<HealthView> {
    return this.health.ready();
  }
}
