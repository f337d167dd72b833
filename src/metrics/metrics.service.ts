import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { ClockGuardService } from '../common/clock-guard.service.js';
import { RenewalLoopService } from '../subscriptions/index.js';
import { WebhookMetrics } from './webhook-metrics.js';

/** Figures for Prometheus. Labels hold the route's pattern, never the URL, because paths can hold tokens. */
@Injectable()
export class MetricsService {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'tenure_http_request_duration_seconds',
    help: 'Time to answer, by route pattern, method and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [this.registry],
  });
  private readonly due = new Gauge({
    name: 'tenure_renewals_due',
    help: 'Subscriptions that wait for the renewal loop.',
    registers: [this.registry],
  });
  private readonly lag = new Gauge({
    name: 'tenure_renewals_lag_seconds',
    help: 'Seconds since the oldest of them was due.',
    registers: [this.registry],
  });

  private readonly setAside = new Gauge({
    name: 'tenure_renewals_set_aside',
    help: 'Subscriptions that could not be renewed and wait for another attempt.',
    registers: [this.registry],
  });
  private readonly skew = new Gauge({
    name: 'tenure_clock_skew_seconds',
    help: "Seconds that the clock of this machine is ahead of the database's.",
    registers: [this.registry],
  });

  /** Callers at the same time share one answer: anybody may ask, and the figures come from the database. */
  private reading: Promise<string> | null = null;

  constructor(
    private readonly loop: RenewalLoopService,
    private readonly guard: ClockGuardService,
    private readonly webhooks: WebhookMetrics,
  ) {
    collectDefaultMetrics({ register: this.registry });
    this.webhooks.addTo(this.registry);
  }

  answered(method: string, route: string, status: number, milliseconds: number): void {
    this.requests.observe({ method, route, status }, milliseconds / 1000);
  }

  text(): Promise<string> {
    this.reading ??= this.read().finally(() => (this.reading = null));
    return this.reading;
  }

  private async read(): Promise<string> {
    const [{ due, lagSeconds }, setAside] = await Promise.all([
      this.loop.state(),
      this.loop.countSetAside(),
      this.webhooks.read(),
    ]);
    this.setAside.set(setAside);
    this.due.set(due);
    this.lag.set(lagSeconds);
    this.skew.set(this.guard.skewSeconds);
    return this.registry.metrics();
  }
}
