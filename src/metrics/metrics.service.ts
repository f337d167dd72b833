import { createHash, timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { DomainError } from '../common/domain-error.js';
import { REGISTRY } from '../common/metrics.js';
import { CONFIG, type Config } from '../config/config.js';
import { DatabaseMetrics } from './database-metrics.js';
import { ProcessMetrics } from './process-metrics.js';

/** Milliseconds for which a scrape waits for the database. */
const DATABASE_LIMIT_MS = 1_000;

/** The metrics for Prometheus: those of this process, and those that are read from the database at each scrape. */
@Injectable()
export class MetricsService {
  private readonly registry = new Registry();
  /** The reading of the database that is under way. Scrapes share it, however slowly the database answers. */
  private reading: Promise<void> | null = null;
  /**
   * The answer that is under way. Scrapes at the same time share it, because anybody may scrape and the database has to be read.
   */
  private answering: Promise<string> | null = null;

  constructor(
    private readonly ofProcess: ProcessMetrics,
    private readonly ofDatabase: DatabaseMetrics,
    @Inject(CONFIG) private readonly config: Pick<Config, 'metricsToken'>,
  ) {
    collectDefaultMetrics({ register: this.registry });
    this.ofProcess.addTo(this.registry);
    this.ofDatabase.addTo(this.registry);
  }

  /** The metrics, for a request with METRICS_TOKEN, or for everybody if no token is set. @throws DomainError `unauthenticated` */
  textFor(authorization: string | undefined): Promise<string> {
    const { metricsToken } = this.config;
    if (metricsToken !== null && !isSame(authorization ?? '', `Bearer ${metricsToken}`))
      throw new DomainError('unauthenticated', 'Send METRICS_TOKEN as Authorization: Bearer.');
    return this.text();
  }

  /**
   * The metrics as text. It never fails. Metrics that the database does not give within a second are those of before, for a minute.
   */
  text(): Promise<string> {
    this.answering ??= this.answer().finally(() => (this.answering = null));
    return this.answering;
  }

  private async answer(): Promise<string> {
    this.ofDatabase.forgetOld();
    this.reading ??= this.ofDatabase.read().finally(() => (this.reading = null));
    await Promise.race([this.reading, sleep(DATABASE_LIMIT_MS, undefined, { ref: false })]);
    this.ofProcess.read();
    return (await Promise.all([REGISTRY.metrics(), this.registry.metrics()])).join('');
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
/** Compares two texts. It takes the same time wherever they differ. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
