import { createHash, timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { DomainError } from '../common/domain-error.js';
import { FIGURES } from '../common/figures.js';
import { CONFIG, type Config } from '../config/config.js';
import { DatabaseFigures } from './database-figures.js';
import { ProcessFigures } from './process-figures.js';

/** Milliseconds that a scrape waits for the database. */
const DATABASE_LIMIT_MS = 1_000;

/** Figures for Prometheus: those of this process, and those that are read from the database for whoever asks. */
@Injectable()
export class MetricsService {
  private readonly registry = new Registry();
  /** The reading of the database that is under way. Scrapes share it, however slowly the database answers. */
  private reading: Promise<void> | null = null;
  /** Callers at the same time share one answer: anybody may ask, and the figures come from the database. */
  private answering: Promise<string> | null = null;

  constructor(
    private readonly ofProcess: ProcessFigures,
    private readonly ofDatabase: DatabaseFigures,
    @Inject(CONFIG) private readonly config: Pick<Config, 'metricsToken'>,
  ) {
    collectDefaultMetrics({ register: this.registry });
    this.ofProcess.addTo(this.registry);
    this.ofDatabase.addTo(this.registry);
  }

  /** The figures, for whoever sends METRICS_TOKEN, or for everybody where there is none. @throws DomainError `unauthenticated` */
  textFor(authorization: string | undefined): Promise<string> {
    const { metricsToken } = this.config;
    if (metricsToken !== null && !isSame(authorization ?? '', `Bearer ${metricsToken}`))
      throw new DomainError('unauthenticated', 'Send METRICS_TOKEN as Authorization: Bearer.');
    return this.text();
  }

  /** Never fails. What the database does not answer within a second is absent, and `tenure_db_up` says so. */
  text(): Promise<string> {
    this.answering ??= this.answer().finally(() => (this.answering = null));
    return this.answering;
  }

  private async answer(): Promise<string> {
    this.ofDatabase.forget();
    this.reading ??= this.ofDatabase.read().finally(() => (this.reading = null));
    await Promise.race([this.reading, sleep(DATABASE_LIMIT_MS, undefined, { ref: false })]);
    this.ofProcess.read();
    return (await Promise.all([FIGURES.metrics(), this.registry.metrics()])).join('');
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
/** Takes the same time wherever they differ. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
