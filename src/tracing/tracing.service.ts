import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { beginSpan, currentSpan, ended, recordSpans } from '../common/spans.js';
import { CONFIG, type Config, ConfigError } from '../config/config.js';
import { observeStatements, type StatementObserver } from '../database/sql.js';
import type { StoppableRecorder } from './otlp.js';

/** How long a stop waits until the collector has the last spans. */
const STOP_LIMIT_MS = 1_500;

/** Records requests, batches, statements and jobs as OpenTelemetry spans, if a collector is configured. */
@Injectable()
export class TracingService implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Tracing');
  private recorder: StoppableRecorder | null = null;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Starts recording. It loads the OpenTelemetry packages only here. @throws ConfigError when they are not installed */
  async onModuleInit(): Promise<void> {
    const { otlp } = this.config;
    if (otlp === null) return;
    const { otlpRecorder } = await import('./otlp.js').catch(notInstalled);
    this.recorder = otlpRecorder(otlp, (line) => this.logger.warn(line));
    recordSpans(this.recorder);
    observeStatements(asPartOfItsRequest);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.recorder === null) return;
    recordSpans(null);
    observeStatements(null);
    const sent = this.recorder.stop().catch(() => undefined);
    await Promise.race([sent, sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
  }
}

/**
 * Records a statement as a span of its request. The time includes the wait for a connection. Statements of timers have no trace.
 */
const asPartOfItsRequest: StatementObserver = (name, work) => {
  const parent = currentSpan();
  const fields = { 'db.system.name': 'postgresql', 'db.query.summary': name };
  const span = parent === undefined ? null : beginSpan({ name, kind: 'client', parent, fields });
  return span === null ? work() : ended(span, work());
};

function notInstalled(error: unknown): never {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
  throw new ConfigError([
    'OTEL_EXPORTER_OTLP_ENDPOINT needs the packages @opentelemetry/…: install them without `--omit=optional`',
  ]);
}
