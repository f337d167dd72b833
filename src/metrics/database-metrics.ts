import { Injectable } from '@nestjs/common';
import { Gauge, type Registry } from 'prom-client';
import { HealthService } from '../health/index.js';
import { JobsService } from '../jobs/index.js';
import { RenewalLoopService } from '../subscriptions/index.js';
import { DeliveriesService } from '../webhooks/index.js';

/** How long, in milliseconds, the metrics of a reading are shown while later readings are slow or fail. Alerts look at them. */
const SHOWN_FOR_MS = 60_000;

const gauge = (name: string, help: string, labelNames: string[] = []) =>
  new Gauge({ name, help, labelNames, registers: [] });

/** The metrics that are read from the database. They are the same on all servers. */
@Injectable()
export class DatabaseMetrics {
  private readonly up = gauge('tenure_db_up', 'Whether the database answered and can be written: 1 or 0.');
  private readonly due = gauge('tenure_renewals_due', 'Subscriptions that wait for the renewal loop.');
  private readonly lag = gauge(
    'tenure_renewals_lag_seconds',
    'Seconds since the oldest waiting subscription was due.',
  );
  private readonly setAside = gauge(
    'tenure_renewals_set_aside',
    'Subscriptions that could not be renewed and wait for another attempt.',
  );
  private readonly lastRun = gauge(
    'tenure_renewals_last_run_timestamp_seconds',
    'When the renewal loop last ran to its end, on any server, in seconds since 1970.',
  );
  private readonly openInvoices = gauge('tenure_invoices_open', 'Invoices for cycles that are not paid yet.');
  private readonly oldestInvoice = gauge(
    'tenure_invoices_oldest_seconds',
    'Seconds since the oldest of these invoices was written.',
  );
  private readonly refusedInvoices = gauge(
    'tenure_invoices_refused',
    'Invoices for cycles that the payment provider refuses at every attempt.',
  );
  private readonly mismatchedInvoices = gauge(
    'tenure_invoices_mismatched',
    'Invoices that were paid with another amount, which no operator has accepted or sent back.',
  );
  private readonly unansweredInvoices = gauge(
    'tenure_invoices_unanswered',
    'Open invoices whose last attempt the payment provider did not answer.',
  );
  private readonly pastDue = gauge(
    'tenure_subscriptions_past_due',
    'Subscriptions whose payment failed or is late.',
  );
  private readonly jobs = gauge('tenure_jobs_pending', 'Queued jobs that will be tried, by task.', ['task']);
  private readonly failedJobs = gauge(
    'tenure_jobs_failed',
    'Jobs that failed at their last attempt in the last 14 days, by task.',
    ['task'],
  );
  private readonly oldestJob = gauge(
    'tenure_jobs_oldest_seconds',
    'Seconds since the oldest waiting job was due, by task.',
    ['task'],
  );
  private readonly deliveries = gauge(
    'tenure_webhook_deliveries_pending',
    'Webhook deliveries that wait for an attempt.',
  );
  private readonly deliveryLag = gauge(
    'tenure_webhook_lag_seconds',
    'Seconds since the oldest waiting webhook delivery was due.',
  );
  private readonly byTask = [this.jobs, this.failedJobs, this.oldestJob];
  private readonly single = [
    ...[this.due, this.lag, this.setAside, this.lastRun, this.openInvoices, this.pastDue],
    ...[this.oldestInvoice, this.refusedInvoices, this.mismatchedInvoices, this.unansweredInvoices],
    ...[this.deliveries, this.deliveryLag],
  ];
  /** When the last reading ended that read everything. */
  private readAt = -Infinity;

  constructor(
    private readonly health: HealthService,
    private readonly loop: RenewalLoopService,
    private readonly queue: JobsService,
    private readonly webhooks: DeliveriesService,
  ) {}

  addTo(registry: Registry): void {
    for (const each of [this.up, ...this.single, ...this.byTask]) registry.registerMetric(each);
  }

  /** Removes all values if the last reading ended long ago, so that an old value is not taken for a new one. */
  forgetOld(): void {
    if (performance.now() - this.readAt < SHOWN_FOR_MS) return;
    for (const each of this.byTask) each.reset();
    // A gauge without labels would be 0 after reset(), so it is removed.
    for (const each of this.single) each.remove();
  }

  /** Reads the metrics one after the other, over one connection. It never fails. After an error the others are those of before. */
  async read(): Promise<void> {
    this.up.set(0);
    try {
      this.up.set(Number(await this.health.canBeWritten()));
      const { due, lagSeconds, lastRunAt } = await this.loop.loopState();
      this.due.set(due);
      this.lag.set(lagSeconds);
      if (lastRunAt !== null) this.lastRun.set(lastRunAt.getTime() / 1_000);
      this.setAside.set(await this.loop.countSetAside());
      const {
        openInvoices,
        oldestSeconds,
        refusedInvoices,
        mismatchedInvoices,
        unansweredInvoices,
        pastDue,
      } = await this.loop.countUnpaid();
      this.openInvoices.set(openInvoices);
      this.oldestInvoice.set(oldestSeconds);
      this.refusedInvoices.set(refusedInvoices);
      this.mismatchedInvoices.set(mismatchedInvoices);
      this.unansweredInvoices.set(unansweredInvoices);
      this.pastDue.set(pastDue);
      const { pending, lagSeconds: deliveryLag } = await this.webhooks.pending();
      this.deliveries.set(pending);
      this.deliveryLag.set(deliveryLag);
      const states = await this.queue.taskStates();
      for (const each of this.byTask) each.reset();
      for (const state of states) {
        const { task } = state;
        this.jobs.set({ task }, state.pending);
        this.failedJobs.set({ task }, state.failed);
        this.oldestJob.set({ task }, state.oldestSeconds);
      }
      this.readAt = performance.now();
    } catch {
      // `tenure_db_up` and the errors of requests show the failure.
    }
  }
}
