import { Injectable } from '@nestjs/common';
import { Counter, Gauge, type Registry } from 'prom-client';
import { DeliveriesService, DeliveryService } from '../webhooks/index.js';

/** Figures of webhooks. */
@Injectable()
export class WebhookMetrics {
  private readonly attempts = new Counter({
    name: 'tenure_webhook_attempts_total',
    help: 'Attempts of this server to deliver an event, by what became of the delivery.',
    labelNames: ['outcome'],
    registers: [],
  });
  private readonly pending = new Gauge({
    name: 'tenure_webhook_deliveries_pending',
    help: 'Deliveries that wait for an attempt.',
    registers: [],
  });
  private readonly lag = new Gauge({
    name: 'tenure_webhook_lag_seconds',
    help: 'Seconds that the first delivery which is due has waited.',
    registers: [],
  });

  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly delivery: DeliveryService,
  ) {}

  addTo(registry: Registry): void {
    for (const metric of [this.attempts, this.pending, this.lag]) registry.registerMetric(metric);
  }

  async read(): Promise<void> {
    const { pending, lagSeconds } = await this.deliveries.pending();
    this.pending.set(pending);
    this.lag.set(lagSeconds);
    this.attempts.reset();
    for (const [outcome, count] of Object.entries(this.delivery.outcomes))
      this.attempts.inc({ outcome }, count);
  }
}
