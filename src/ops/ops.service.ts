import { Injectable, Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { serveDocuments } from './documents.js';
import { MetricsService } from './metrics.service.js';

/** What surrounds the routes: measuring them, and describing them. */
@Injectable()
export class OpsService {
  private readonly logger = new Logger(OpsService.name);

  constructor(private readonly metrics: MetricsService) {}

  /** Serves the OpenAPI documents and Swagger UI; before `app.init()`, while routes can still be added. */
  serveDocuments(app: NestFastifyApplication, version: string): void {
    serveDocuments(app, version);
  }

  /** Times and logs every answer under its route's pattern, never its URL: tokens stand in paths. */
  measure(app: NestFastifyApplication): void {
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onResponse', (request, reply, done) => {
        const route = request.routeOptions.url ?? 'unknown';
        this.metrics.answered(request.method, route, reply.statusCode, reply.elapsedTime);
        this.logger.debug(
          `${request.method} ${route} ${reply.statusCode} ${reply.elapsedTime.toFixed(1)} ms`,
        );
        done();
      });
  }
}
