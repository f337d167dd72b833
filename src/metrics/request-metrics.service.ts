import { Injectable } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Counter, Histogram } from 'prom-client';
import { REGISTRY } from '../common/metrics.js';
import { codeOf } from '../common/problem-reply.js';
import { routeOf } from '../common/request-log.js';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'];

const durations = new Histogram({
  name: 'tenure_http_request_duration_seconds',
  help: 'Time to answer, by method, route pattern and class of the status.',
  labelNames: ['method', 'route', 'class'],
  // There are few buckets, because each adds a line for each route.
  buckets: [0.005, 0.01, 0.025, 0.1, 0.25, 1, 2.5],
  registers: [REGISTRY],
});
const responses = new Counter({
  name: 'tenure_http_responses_total',
  help: 'Answers, by route pattern and code of the problem; the code is ok for every other answer.',
  labelNames: ['route', 'code'],
  registers: [REGISTRY],
});

/** Measures the answers to requests. */
@Injectable()
export class RequestMetricsService {
  /** Measures and counts every answer by the pattern of its route, never by its URL, because paths can hold tokens. */
  measure(app: NestFastifyApplication): void {
    const server = app.getHttpAdapter().getInstance();
    server.addHook('onResponse', (request, reply, done) => {
      const route = routeOf(request);
      const method = METHODS.has(request.method) ? request.method : 'other';
      const labels = { method, route, class: CLASSES[Math.floor(reply.statusCode / 100) - 1] ?? '5xx' };
      durations.observe(labels, reply.elapsedTime / 1_000);
      responses.inc({ route, code: codeOf(reply) ?? 'ok' });
      done();
    });
  }
}
