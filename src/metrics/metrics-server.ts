import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config, ConfigError } from '../config/config.js';
import { MetricsService } from './metrics.service.js';

/** Serves `/metrics` on the separate port `METRICS_PORT`, until the very end of a stop. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | null = null;

  constructor(
    private readonly metrics: MetricsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws ConfigError when it cannot listen there */
  async onApplicationBootstrap(): Promise<void> {
    const { metricsPort, metricsHost } = this.config;
    if (metricsPort === null) return;
    this.server = createServer({ headersTimeout: 5_000, requestTimeout: 5_000 }, (request, response) => {
      if (request.method === 'GET' && request.url === '/metrics') void this.answer(request, response);
      else response.writeHead(404).end();
    });
    this.server.maxConnections = 100;
    await once(this.server.listen(metricsPort, metricsHost), 'listening').catch((error: Error) => {
      throw new ConfigError([`METRICS_HOST and METRICS_PORT: ${error.message}`]);
    });
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  /** The URL of the metrics; null if the API serves them. */
  get url(): string | null {
    const address = this.server?.address();
    return typeof address === 'object' && address !== null
      ? `http://${address.address}:${address.port}/metrics`
      : null;
  }

  private async answer({ headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const text = await this.metrics.textFor(headers.authorization);
      response.writeHead(200, { 'content-type': METRICS_TYPE }).end(text);
    } catch {
      response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
    }
  }
}

/** The content type of Prometheus' text format. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
