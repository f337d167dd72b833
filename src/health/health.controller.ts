import { Controller, Get } from '@nestjs/common';
import { PublicOps } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import { HealthService } from './health.service.js';
import { HealthView } from './health.view.js';

/** Routes with which proxies and orchestrators check the server. */
@Controller('health')
@Chapter('Ops')
@PublicOps()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('live')
  @Operation({ id: 'checkLiveness', summary: 'Check that the process is alive', answers: HealthView })
  live(): HealthView {
    return { status: 'ok' };
  }

  @Get('ready')
  @Operation({
    id: 'checkReadiness',
    summary: 'Check that the server can serve requests',
    answers: HealthView,
    refuses: ['unavailable', 'clock_wrong'],
  })
  ready(): Promise<HealthView> {
    return this.health.ready();
  }
}
