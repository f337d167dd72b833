import { Injectable } from '@nestjs/common';
import { Counter, Gauge, type Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { ClockGuardService } from '../common/clock-guard.service.js';
import { Connections } from '../common/connections.js';
import { VERSION } from '../common/version.js';
import { Database } from '../database/database.js';
import { JobsService } from '../jobs/index.js';
import { ProviderAccountService } from '../payments/index.js';
import { DeliveryService } from '../webhooks/index.js';

const gauge = (name: string, help: string, labelNames: string[] = []) =>
  new Gauge({ name, help, labelNames, registers: [] });
const counter = (name: string, help: string, labelNames: string[]) =>
  new Counter({ name, help, labelNames, registers: [] });

/** The metrics of this process whose values other services have. They are read at each scrape. */
@Injectable()
export class ProcessMetrics {
  private readonly build = gauge('tenure_build_info', 'The release that runs here: always 1.', [
    'version',
    'node',
  ]);
  private readonly skew = gauge(
    'tenure_clock_skew_seconds',
    "Seconds that the clock of this machine is ahead of the database's.",
  );
  private readonly ready = gauge(
    'tenure_ready',
    'Whether this server takes requests: 0 while it stops or its clock is wrong.',
  );
  private readonly collecting = gauge(
    'tenure_collecting',
    'Whether this server may collect money: 0 while it is held, or the key is refused or of another account.',
  );
  private readonly connections = gauge('tenure_http_connections', 'Open connections of clients.');
  private readonly underWay = gauge('tenure_http_requests_in_flight', 'Requests that are not answered yet.');
  private readonly pool = gauge('tenure_db_connections', 'Connections to the database, by pool and state.', [
    'pool',
    'state',
  ]);
  private readonly poolWaiting = gauge('tenure_db_waiting', 'Work that waits for a connection, by pool.', [
    'pool',
  ]);
  private readonly jobs = counter(
    'tenure_job_attempts_total',
    'Attempts of this server to do a job, by task and outcome.',
    ['task', 'outcome'],
  );
  private readonly deliveries = counter(
    'tenure_webhook_attempts_total',
    'Attempts of this server to deliver an event to a webhook, by outcome.',
    ['outcome'],
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly clientConnections: Connections,
    private readonly guard: ClockGuardService,
    private readonly queue: JobsService,
    private readonly delivery: DeliveryService,
    private readonly account: ProviderAccountService,
  ) {
    this.build.set({ version: VERSION, node: process.version }, 1);
  }

  addTo(registry: Registry): void {
    const { build, skew, ready, connections, underWay, pool, poolWaiting, jobs, deliveries, collecting } =
      this;
    for (const each of [
      build,
      skew,
      ready,
      connections,
      underWay,
      pool,
      poolWaiting,
      jobs,
      deliveries,
      collecting,
    ])
      registry.registerMetric(each);
  }

  read(): void {
    this.skew.set(this.guard.skewSeconds);
    this.ready.set(this.clientConnections.stopping || this.guard.isWrong ? 0 : 1);
    const { open, underWay } = this.clientConnections.count();
    this.connections.set(open);
    this.underWay.set(underWay);
    if (this.dataSource instanceof Database)
      for (const { name, active, idle, waiting } of this.dataSource.pools()) {
        this.pool.set({ pool: name, state: 'active' }, active);
        this.pool.set({ pool: name, state: 'idle' }, idle);
        this.poolWaiting.set({ pool: name }, waiting);
      }
    const { couldCollect } = this.account;
    if (couldCollect === null) this.collecting.remove();
    else this.collecting.set(Number(couldCollect));
    this.jobs.reset();
    for (const [task, outcomes] of this.queue.outcomes)
      for (const [outcome, count] of Object.entries(outcomes)) this.jobs.inc({ task, outcome }, count);
    this.deliveries.reset();
    for (const [outcome, count] of Object.entries(this.delivery.outcomes))
      this.deliveries.inc({ outcome }, count);
  }
}
