import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { ClockGuardService } from '../common/clock-guard.service.js';
import { execute, maybeOne, one } from '../database/sql.js';
import { eventBody } from '../events/index.js';
import * as sql from './delivery.sql.js';
import { DeliverySlots } from './delivery-slots.js';
import { EndpointHealthService } from './endpoint-health.service.js';
import { pauseAfter, retryAfterMs } from './retry-schedule.js';
import { type Attempt, WebhookSenderService } from './webhook-sender.service.js';
import { signedHeaders } from './signing.js';
import { WebhookSecretsService } from './webhook-secrets.service.js';
import type { DeliveryState } from './webhook.view.js';

type DeliveryJob = sql.DeliveryJob;

/** The result of an attempt. This server counts each since it started. */
export type DeliveryOutcome = 'delivered' | 'failed' | 'givenUp';

/** The longest wait, in milliseconds, of a job that found no free slot, or whose server has a wrong clock. */
const LATER_MS = 2_000;
const GONE = 410;

/**
 * Delivers one event to one endpoint, at least once. If a server dies between two steps, another server runs the job again. A try
 * that was recorded is never repeated, because each job names its try.
 */
@Injectable()
export class DeliveryService {
  readonly outcomes: Record<DeliveryOutcome, number> = { delivered: 0, failed: 0, givenUp: 0 };
  private readonly slots = new DeliverySlots();

  constructor(
    private readonly dataSource: DataSource,
    private readonly secrets: WebhookSecretsService,
    private readonly sender: WebhookSenderService,
    private readonly health: EndpointHealthService,
    private readonly guard: ClockGuardService,
    private readonly clock: Clock,
  ) {}

  /** The flags of jobs to skip now: the endpoints and businesses that use all the slots that they may. */
  readonly flagsToSkip = (): string[] => this.slots.full();

  /**
   * Does a job. While the clock is wrong it sends nothing: receivers refuse a wrong time, and such failures turn an endpoint off.
   *
   * @throws when the server stops or the database is away; the queue then runs the job again.
   */
  async deliver(job: DeliveryJob, stopped: AbortSignal): Promise<void> {
    if (this.guard.isWrong) return this.leaveToOthers(job);
    if (!this.slots.tryTake(job.endpoint, job.business)) return this.postpone(job);
    const begun = performance.now();
    let made: Parameters<DeliverySlots['release']>[2] = null;
    try {
      const claimed = await maybeOne(this.dataSource, sql.CLAIM, job);
      if (claimed === undefined) return;
      if (!claimed.open) return void (await execute(this.dataSource, sql.SKIP, job));
      const at = this.clock.now();
      const attempt = await this.attempt(claimed, at, stopped);
      made = { tookMs: performance.now() - begun, ofOperators: claimed.ofOperators };
      await this.record(job, claimed, at, attempt);
    } finally {
      this.slots.release(job.endpoint, job.business, made);
    }
  }

  private async attempt(claimed: sql.ClaimedDelivery, at: Date, stopped: AbortSignal): Promise<Attempt> {
    const { ofOperators, externalId, ...event } = claimed;
    const body = eventBody(ofOperators ? { ...event, externalId } : event);
    let headers: Record<string, string>;
    try {
      headers = signedHeaders(claimed.id, at, body, this.secrets.read(claimed.secrets, at));
    } catch (error) {
      return { status: null, error: (error as Error).message, ms: 0, response: null, retryAfter: undefined };
    }
    return this.sender.post(claimed, body, headers, stopped);
  }

  /** Writes the attempt, the outcome and the next job in one statement, which is one transaction. */
  private async record(
    job: DeliveryJob,
    claimed: sql.ClaimedDelivery,
    at: Date,
    attempt: Attempt,
  ): Promise<void> {
    const { status, error, ms, response } = attempt;
    const { digest, generation } = claimed;
    const { state, pauseMs } = this.nextStateOf(job, attempt);
    const result = { at, ms, status, error, response, digest };
    const recorded = { ...job, ...result, state, pauseMs, generation };
    const row = await maybeOne(this.dataSource, sql.RECORD, recorded);
    if (row === undefined) {
      await execute(this.dataSource, sql.RECORD_LATE, { ...job, ...result });
      return;
    }
    this.outcomes[state === 'pending' ? 'failed' : (state as 'delivered' | 'givenUp')] += 1;
    if (state === 'delivered') return;
    await this.health.failed({ id: job.endpoint, generation, ...row }, status === GONE, at);
  }

  private nextStateOf(
    { tries }: DeliveryJob,
    { status, retryAfter }: Attempt,
  ): { state: DeliveryState; pauseMs: number | null } {
    if (status !== null && status >= 200 && status < 300) return { state: 'delivered', pauseMs: null };
    const asked = retryAfterMs(retryAfter, this.clock.now());
    const pauseMs = status === GONE ? null : pauseAfter(tries + 1, asked);
    return { state: pauseMs === null ? 'givenUp' : 'pending', pauseMs };
  }

  /** Waits a moment before it puts the job back, so that this server takes few of the jobs that others could do. */
  private async leaveToOthers(job: DeliveryJob): Promise<void> {
    await sleep(LATER_MS, undefined, { ref: false });
    await this.postpone(job);
  }

  private async postpone(job: DeliveryJob): Promise<void> {
    const ms = Math.round(LATER_MS * (0.5 + Math.random() / 2));
    await one(this.dataSource, sql.POSTPONE, { ...job, ms });
  }
}
