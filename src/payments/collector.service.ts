import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, MINUTE_MS } from '../common/clock.js';
import { ClockGuardService } from '../common/clock-guard.service.js';
import { DomainError } from '../common/domain-error.js';
import { CONFIG, type Config } from '../config/config.js';
import { execute, maybeOne } from '../database/sql.js';
import type { InvoiceRef } from '../subscriptions/index.js';
import * as sql from './collecting.sql.js';
import { InvoiceChargeService } from './invoice-charge.service.js';
import { pauseAfter } from './pause.js';
import { ProviderAccountService } from './provider-account.service.js';
import { ProviderService } from './provider.service.js';
import {
  PaymentDeclined,
  ProviderNotFound,
  ProviderRefused,
  ProviderUnavailable,
} from './provider-errors.js';
import { withTimeLimit } from '../common/time-limit.js';

/** How long the work on one invoice may take. It is much shorter than the lease. */
const COLLECT_LIMIT_MS = 3 * MINUTE_MS;
/** Invoices that one server collects at the same time. */
const AT_ONCE = 8;
/** The longest pause after outages. */
const LONGEST_PAUSE_MS = 60 * MINUTE_MS;
/**
 * How many invoices all servers together may begin in a second. Each takes up to five calls, and Stripe allows 20 calls a second in
 * test mode. Another server than Stripe's, for tests, has a rate that limits nothing.
 */
const RATES = { live: 16, test: 4, otherServer: 1_000 };

/** Collects what is due, through the provider. */
@Injectable()
export class CollectorService {
  private readonly logger = new Logger(CollectorService.name);
  private readonly rate: number;

  constructor(
    provider: ProviderService,
    @Inject(CONFIG) { stripe }: Config,
    private readonly charges: InvoiceChargeService,
    private readonly account: ProviderAccountService,
    private readonly dataSource: DataSource,
    private readonly guard: ClockGuardService,
    private readonly clock: Clock,
  ) {
    const mode = provider.bound?.live === true ? 'live' : 'test';
    this.rate = RATES[typeof stripe?.apiBase === 'string' ? 'otherServer' : mode];
  }

  /**
   * Collects all that is due, as fast as the budget allows. It collects several invoices at once, so a slow invoice does not delay
   * the others. If several in a row get no answer, the provider is down, and the run ends. The next run tries the rest.
   *
   * Returns how many invoices were tried.
   */
  async run(signal: AbortSignal): Promise<number> {
    let done = 0;
    let unanswered = 0;
    const work = async (): Promise<void> => {
      while (!signal.aborted && unanswered < AT_ONCE) {
        const claimed = await this.claim();
        if (claimed === undefined) return;
        unanswered = (await this.collectOrRelease(claimed, signal)) ? 0 : unanswered + 1;
        done += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return done;
  }

  /**
   * Charges an invoice for a person who waits. If the provider refuses an invoice for a change of plan, or it is refused before, it
   * is not tried again by itself. Returns false if the invoice is not open, has expired, or another server has claimed it.
   *
   * @throws PaymentDeclined, ProviderUnavailable, ProviderRefused; DomainError `price_changed` when the invoice with its tax costs
   *   more than was agreed; `clock_wrong`; `outcome_unknown` when it is paid and that could not be noted yet.
   */
  async collectNow(ref: InvoiceRef, signal: AbortSignal): Promise<boolean> {
    try {
      await this.account.refuseToCollect(signal);
      this.guard.refuseWhenWrong();
    } catch (error) {
      // The person is told that the change did not happen. So only another request of the person may charge it.
      await execute(this.dataSource, sql.LEAVE_TO_PERSON, { ...ref, now: this.clock.now() });
      throw error;
    }
    const now = this.clock.now();
    const leaseUntil = new Date(now.getTime() + sql.LEASE_MS);
    const claimed = await maybeOne(this.dataSource, sql.CLAIM_ONE, { ...ref, now, leaseUntil });
    if (claimed === undefined) return false;
    try {
      await this.charges.charge(claimed, signal, 'person');
      return true;
    } catch (error) {
      if (!isSettled(error)) await this.release(claimed, error, 'person');
      throw error;
    }
  }

  /** Claims one invoice that is due, if the budget allows one more. While the clock is wrong, it claims none. */
  private async claim(): Promise<sql.ClaimedRow | undefined> {
    if (this.guard.isWrong) return undefined;
    const now = this.clock.now();
    const { taken = 0 } = (await maybeOne(this.dataSource, sql.TAKE_BUDGET, { rate: this.rate, now })) ?? {};
    if (taken === 0) return undefined;
    const leaseUntil = new Date(now.getTime() + sql.LEASE_MS);
    return maybeOne(this.dataSource, sql.CLAIM, { now, leaseUntil });
  }

  /** Collects a claimed invoice, or releases the claim. Returns whether the provider answered. */
  private async collectOrRelease(claimed: sql.ClaimedRow, stopped: AbortSignal): Promise<boolean> {
    try {
      await withTimeLimit(COLLECT_LIMIT_MS, stopped, (signal) =>
        this.charges.charge(claimed, signal, 'collector'),
      );
      return true;
    } catch (error) {
      // The server stops. The lease stays, so the next server reads the invoice at the provider first.
      if (stopped.aborted) return false;
      if (isSettled(error)) return true;
      await this.release(claimed, error, 'collector');
      return [ProviderRefused, ProviderNotFound, DomainError].some((kind) => error instanceof kind);
    }
  }

  /**
   * Gives the claim back. It counts no attempt and makes no subscription past due, because the customer did nothing wrong. A
   * refused invoice gets a mark, so that operators look at it.
   */
  private async release(claimed: sql.ClaimedRow, error: unknown, chargedFor: sql.ChargedFor): Promise<void> {
    const { businessId, id, leaseUntil } = claimed;
    const refusedBecause = reasonOf(error);
    const asked = error instanceof ProviderUnavailable ? error.retryAfterMs : null;
    const pause = Math.max(
      Math.min(asked ?? 0, LONGEST_PAUSE_MS),
      pauseAfter(claimed.outages, LONGEST_PAUSE_MS),
    );
    // The person is told that the change did not happen. So only another request of the person may charge it.
    const later = !(chargedFor === 'person' && claimed.forChange && refusedBecause !== null);
    const at = later ? new Date(this.clock.now().getTime() + pause) : null;
    const next = later ? `is tried again in ${Math.round(pause / MINUTE_MS)} min` : 'was refused';
    this.logger.warn(`The invoice ${id} ${next}: ${String(error)}`);
    await execute(this.dataSource, sql.RELEASE, {
      businessId,
      id,
      leaseUntil,
      at,
      outages: claimed.outages + 1,
      refusedBecause,
    });
  }
}

/** Whether the failure is already noted on the invoice: it was declined, or it is void because it costs more than was agreed. */
const isSettled = (error: unknown): boolean =>
  error instanceof PaymentDeclined || (error instanceof DomainError && error.code === 'price_changed');

/** Why the provider refuses the invoice, in a case where another try would be refused too. Null for an outage. */
function reasonOf(error: unknown): string | null {
  if (error instanceof ProviderNotFound) return 'not_found';
  return error instanceof ProviderRefused ? error.code : null;
}
