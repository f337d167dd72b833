import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { execute, query } from '../database/sql.js';
import { eventBody, type EventRow } from '../events/index.js';
import * as sql from './deliveries.sql.js';
import { DeliverySlots } from './delivery-slots.js';
import { EndpointHealthService } from './endpoint-health.service.js';
import { pauseAfter, retryAfterMs } from './retry-schedule.js';
import { type Attempt, WebhookSenderService } from './sender.service.js';
import { signedHeaders } from './signing.js';
import { type KeptSecret, WebhookSecretsService } from './webhook-secrets.service.js';
import type { DeliveryState } from './webhook.view.js';

/** What a job says: which delivery, and which try of which run. */
export interface DeliveryJob {
  business: string;
  event: string;
  endpoint: string;
  run: number;
  tries: number;
}

type Claimed = EventRow & { url: string; secrets: KeptSecret[]; open: boolean };

/** What became of attempts in this server, since it started. */
export type Outcome = 'delivered' | 'failed' | 'givenUp';

/** Milliseconds, at most, after which a job comes again that found no place. */
const LATER_MS = 2_000;
const GONE = 410;

/**
 * Delivers one event to one endpoint, at least once. A server that dies between two steps leaves the job to the next one,
 * which does them again; what was recorded is never done again, because each job names the try that it is for.
 */
@Injectable()
export class DeliveryService {
  readonly outcomes: Record<Outcome, number> = { delivered: 0, failed: 0, givenUp: 0 };
  private readonly slots = new DeliverySlots();

  constructor(
    private readonly dataSource: DataSource,
    private readonly secrets: WebhookSecretsService,
    private readonly sender: WebhookSenderService,
    private readonly health: EndpointHealthService,
    private readonly clock: Clock,
  ) {}

  /** Flags of jobs that are not taken now: of endpoints and businesses that have all the places they may have. */
  readonly fullOnes = (): string[] => this.slots.full();

  /** Does a job. @throws when the server stops, or the database is away; the job is done again then. */
  async deliver(job: DeliveryJob, stopped: AbortSignal): Promise<void> {
    if (!this.slots.tryTake(job.endpoint, job.business)) return this.postpone(job);
    const begun = performance.now();
    let took: number | null = null;
    try {
      const [claimed] = await query<Claimed>(this.dataSource, sql.CLAIM, keyOf(job));
      if (claimed === undefined) return;
      if (!claimed.open) return void (await execute(this.dataSource, sql.SKIP, keyOf(job)));
      const at = this.clock.now();
      const attempt = await this.attempt(claimed, at, stopped);
      took = performance.now() - begun;
      await this.record(job, at, attempt);
    } finally {
      this.slots.release(job.endpoint, job.business, took);
    }
  }

  private async attempt(claimed: Claimed, at: Date, stopped: AbortSignal): Promise<Attempt> {
    const body = eventBody(claimed);
    let headers: Record<string, string>;
    try {
      headers = signedHeaders(claimed.id, at, body, this.secrets.read(claimed.secrets, at));
    } catch (error) {
      return { status: null, error: (error as Error).message, ms: 0, response: null, retryAfter: undefined };
    }
    return this.sender.post(claimed.url, body, headers, stopped);
  }

  /** Writes the attempt, the outcome and the next job in one statement, which is one transaction. */
  private async record(job: DeliveryJob, at: Date, attempt: Attempt): Promise<void> {
    const { status, error, ms, response } = attempt;
    const { state, pauseMs } = this.judge(job, attempt);
    const told = [at, ms, status, error, response];
    type Row = { failingSince: Date | null; warnedAt: Date | null };
    const [row] = await query<Row>(this.dataSource, sql.RECORD, [...keyOf(job), state, pauseMs, ...told]);
    if (row === undefined) {
      await execute(this.dataSource, sql.RECORD_LATE, [job.business, job.event, job.endpoint, ...told]);
      return;
    }
    this.outcomes[state === 'pending' ? 'failed' : (state as 'delivered' | 'givenUp')] += 1;
    if (state === 'delivered') return;
    await this.health.failed(job.endpoint, status === GONE, row, at);
  }

  private judge(
    { tries }: DeliveryJob,
    { status, retryAfter }: Attempt,
  ): { state: DeliveryState; pauseMs: number | null } {
    if (status !== null && status >= 200 && status < 300) return { state: 'delivered', pauseMs: null };
    const asked = retryAfterMs(retryAfter, this.clock.now());
    const pauseMs = status === GONE ? null : pauseAfter(tries + 1, asked);
    return { state: pauseMs === null ? 'givenUp' : 'pending', pauseMs };
  }

  private async postpone(job: DeliveryJob): Promise<void> {
    const ms = Math.round(LATER_MS * (0.5 + Math.random() / 2));
    await query(this.dataSource, sql.POSTPONE, [...keyOf(job), ms]);
  }
}

const keyOf = ({ business, event, endpoint, run, tries }: DeliveryJob): unknown[] => [
  business,
  event,
  endpoint,
  run,
  tries,
];
