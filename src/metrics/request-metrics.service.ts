import { Inject, Injectable, Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config/config.js';
import { MetricsService } from './metrics.service.js';

/** Measures and logs what is answered. */
@Injectable()
export class RequestMetricsService {
  private readonly logger = new Logger(RequestMetricsService.name);

  constructor(
    private readonly metrics: MetricsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Times and logs every answer under its route's pattern, never its URL, because paths can hold tokens. */
  measure(app: NestFastifyApplication): void {
    const server = app.getHttpAdapter().getInstance();
    server.addHook('onResponse', (request, reply, done) => {
      this.metrics.answered(request.method, routeOf(request), reply.statusCode, reply.elapsedTime);
      done();
    });
    if (!['debug', 'verbose'].includes(this.config.logLevel)) return;
    server.addHook('onResponse', (request, reply, done) => {
      const took = `${reply.elapsedTime.toFixed(1)} ms`;
      this.logger.debug(`${request.method} ${routeOf(request)} ${reply.statusCode} ${took}`);
      done();
    });
  }
}

const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unknown';
