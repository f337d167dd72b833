import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { CONFIG, type Config } from '../config/config.js';
import { execute, maybeOne } from '../database/sql.js';
import { InvoiceSettlement } from '../subscriptions/index.js';
import * as sql from './collecting.sql.js';
import { CustomersService } from './customers.service.js';
import { InvoiceFollowService } from './invoice-follow.service.js';
import { ProviderService } from './provider.service.js';
import {
  PaymentDeclined,
  ProviderNotFound,
  ProviderRefused,
  ProviderUnavailable,
} from './provider-errors.js';
import type { ProviderInvoice } from './provider-values.js';
import { within } from './within.js';

const MINUTE_MS = 60_000;
/** How long a server may be at an invoice. After that another one goes on, with the same idempotency key. */
const LEASE_MS = 10 * MINUTE_MS;
/** How long one invoice may take, well within its lease. */
const COLLECT_LIMIT_MS = 3 * MINUTE_MS;
/** How long before the due date a card is charged, where there are days to pay. */
const BEFORE_DUE_MS = 60 * MINUTE_MS;
/** Invoices under way at once in this server. */
const AT_ONCE = 8;
/** The longest pause after outages. It begins with a minute and doubles. */
const LONGEST_PAUSE_MS = 60 * MINUTE_MS;
/** Invoices that all servers together may begin in a second. Each takes up to five calls, and Stripe allows 20 in test mode. */
const RATES = { live: 16, test: 4, fake: 1_000 };

/** Collects what is due, through the provider. */
@Injectable()
export class CollectorService {
  private readonly logger = new Logger(CollectorService.name);
  private readonly rate: number;

  constructor(
    private readonly provider: ProviderService,
    @Inject(CONFIG) { stripe }: Config,
    private readonly customers: CustomersService,
    private readonly following: InvoiceFollowService,
    private readonly settlement: InvoiceSettlement,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    const mode = provider.bound?.live === true ? 'live' : 'test';
    this.rate = RATES[typeof stripe?.apiBase === 'string' ? 'fake' : mode];
  }

  /**
   * Collects all that is due, as fast as the budget lets it, some at once: one that is slow holds up no other. When several in a
   * row got no answer, the provider is away, and the rest waits for the next run. Answers how many invoices it was at.
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
   * Charges an invoice for a person who waits. A change that the provider refuses is not tried again by itself.
   *
   * @throws PaymentDeclined, ProviderUnavailable, ProviderRefused; DomainError `price_changed` when it costs more with its tax than
   *   was agreed; answers false where the invoice is not open or is under way.
   */
  async collectNow(ref: sql.InvoiceOf, signal: AbortSignal): Promise<boolean> {
    const now = this.clock.now();
    const leaseUntil = new Date(now.getTime() + LEASE_MS);
    const claimed = await maybeOne(this.dataSource, sql.CLAIM_ONE, { ...ref, now, leaseUntil });
    if (claimed === undefined) return false;
    try {
      await this.collect(claimed, signal, true);
      return true;
    } catch (error) {
      if (!isSettled(error)) await this.release(claimed, error, true);
      throw error;
    }
  }

  /** One invoice that is due, if the budget lets us begin one. */
  private async claim(): Promise<sql.ClaimedRow | undefined> {
    const now = this.clock.now();
    const budget = { wanted: 1, rate: this.rate, most: this.rate, now };
    const { taken = 0 } = (await maybeOne(this.dataSource, sql.TAKE_BUDGET, budget)) ?? {};
    if (taken === 0) return undefined;
    const leaseUntil = new Date(now.getTime() + LEASE_MS);
    return maybeOne(this.dataSource, sql.CLAIM, { now, leaseUntil, limit: 1 });
  }

  /** Answers whether the provider answered. */
  private async collectOrRelease(claimed: sql.ClaimedRow, stopped: AbortSignal): Promise<boolean> {
    try {
      await within(COLLECT_LIMIT_MS, stopped, (signal) => this.collect(claimed, signal, false));
      return true;
    } catch (error) {
      // The server stops: the lease tells the next one to read first.
      if (stopped.aborted) return false;
      if (isSettled(error)) return true;
      await this.release(claimed, error, false);
      return [ProviderRefused, ProviderNotFound, DomainError].some((kind) => error instanceof kind);
    }
  }

  private async collect(claimed: sql.ClaimedRow, signal: AbortSignal, byPerson: boolean): Promise<void> {
    try {
      await this.charge(claimed, signal, byPerson);
    } catch (error) {
      const anew = error instanceof ProviderNotFound ? await this.toIssueAnew(claimed, signal) : null;
      if (anew === null) throw error;
      await this.charge(anew, signal, byPerson);
    }
  }

  /**
   * The claim as it goes on when its customer was deleted at the provider: that one is forgotten, and what was issued to it is void
   * there, so that it cannot be paid beside the invoice that a new customer gets. Null when something else is not there.
   */
  private async toIssueAnew(claimed: sql.ClaimedRow, signal: AbortSignal): Promise<sql.ClaimedRow | null> {
    const { businessId, id, providerInvoice: reference, leaseUntil } = claimed;
    const provider = this.provider.required;
    const issued = reference === null ? null : await provider.read(reference, signal);
    const account = await this.customers.find(businessId);
    const customer = issued === null ? account?.customer : issued.customer;
    if (typeof customer !== 'string' || !(await this.customers.forgetGone(businessId, customer, signal)))
      return null;
    const again = { ...claimed, outages: claimed.outages + 1, again: true };
    if (issued === null) return again;
    const told = await provider.void(
      { invoiceId: id, reference: issued.reference, attempt: keyOf(claimed) },
      signal,
    );
    if (told.status === 'open') return null;
    if (told.status !== 'void') return again;
    const cleared = await execute(this.dataSource, sql.FORGET_ISSUED, { businessId, id, leaseUntil });
    return cleared === 0 ? null : { ...again, providerInvoice: null };
  }

  private async charge(claimed: sql.ClaimedRow, signal: AbortSignal, byPerson: boolean): Promise<void> {
    const told = await this.issuedOrRead(claimed, signal);
    if (told?.status === 'void') await this.refuseFormer(claimed, told);
    if (told !== null && told.status !== 'open') return this.following.follow(told);
    if (told !== null && claimed.providerInvoice === null && claimed.netDays > 0 && !byPerson) return;
    await this.refuseDearer(claimed, told?.total ?? claimed.total);
    const { businessId, id } = claimed;
    const attempt = keyOf(claimed);
    const reference = told?.reference ?? claimed.providerInvoice ?? '';
    try {
      await this.following.follow(
        await this.provider.required.pay({ invoiceId: id, reference, attempt }, signal),
      );
    } catch (error) {
      if (error instanceof PaymentDeclined) {
        await this.settlement.declined(
          { businessId, id },
          { at: this.clock.now(), ...error.decline, byPerson },
        );
      }
      throw error;
    }
  }

  /** An earlier server made it void because its customer was deleted, and did not live to issue it anew. */
  private async refuseFormer({ businessId }: sql.ClaimedRow, { customer }: ProviderInvoice): Promise<void> {
    if ((await this.customers.find(businessId))?.customer !== customer)
      throw new ProviderNotFound('The invoice is of a customer that the business has no more.');
  }

  /** Only the provider knows the tax. What costs more with it than was agreed is void. */
  private async refuseDearer(
    { businessId, id, agreed, currency }: sql.ClaimedRow,
    total: number,
  ): Promise<void> {
    if (agreed === null || total <= agreed) return;
    await this.settlement.voided({ businessId, id });
    throw new DomainError(
      'price_changed',
      `The change costs ${total} now with tax, which is more than was agreed.`,
      {
        amount: total,
        currency,
      },
    );
  }

  /** Issues the invoice, or reads it where it is not known how an earlier try ended. Null: it was issued, and nothing is new. */
  private async issuedOrRead(claimed: sql.ClaimedRow, signal: AbortSignal): Promise<ProviderInvoice | null> {
    const { businessId, id, providerInvoice, again, outages, netDays, leaseUntil } = claimed;
    if (providerInvoice !== null) {
      return again || outages > 0 ? this.provider.required.read(providerInvoice, signal) : null;
    }
    const customer = await this.customers.ensure(businessId, signal);
    const issued = await this.provider.required.issue(
      {
        invoiceId: id,
        businessId,
        customer,
        currency: claimed.currency,
        lines: claimed.lines,
        period: { startsAt: claimed.startsAt, endsAt: claimed.endsAt },
        attempt: keyOf(claimed),
        again: again || outages > 0 || claimed.attempt > 0,
      },
      signal,
    );
    const { reference, number, tax, total, payUrl, pdfUrl } = issued;
    const ours = { businessId, id, leaseUntil };
    const columns = { reference, number, tax, total, payUrl, pdfUrl, netDays, now: this.clock.now() };
    const noted = await maybeOne(this.dataSource, sql.NOTE_ISSUED, { ...ours, ...columns });
    if (noted === undefined) throw new ProviderUnavailable('The lease ended before the invoice was issued.');
    if (noted.dueAt !== null) {
      const at = new Date(noted.dueAt.getTime() - BEFORE_DUE_MS);
      await execute(this.dataSource, sql.RELEASE, { ...ours, at, outages: 0, refusedBecause: null });
    }
    return issued;
  }

  /**
   * No attempt is counted and nobody falls past due: it is ours, or the provider's. What the provider refuses is marked, so that
   * operators look at it.
   */
  private async release(claimed: sql.ClaimedRow, error: unknown, byPerson: boolean): Promise<void> {
    const { businessId, id, leaseUntil } = claimed;
    const refusedBecause = reasonOf(error);
    const asked = error instanceof ProviderUnavailable ? error.retryAfterMs : null;
    const pause = Math.min(
      LONGEST_PAUSE_MS,
      Math.max(asked ?? 0, MINUTE_MS * 2 ** Math.min(claimed.outages, 6)),
    );
    // The person was told that the change did not happen: asking again charges it, and nothing else does.
    const later = !(byPerson && claimed.forChange && refusedBecause !== null);
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

/** Whether the invoice was brought to an end in the same breath: it was declined, or is void because it is dearer than agreed. */
const isSettled = (error: unknown): boolean =>
  error instanceof PaymentDeclined || (error instanceof DomainError && error.code === 'price_changed');

/** The provider's code where it refuses what is asked, and would refuse it again. Null for an outage. */
function reasonOf(error: unknown): string | null {
  if (error instanceof ProviderNotFound) return 'not_found';
  return error instanceof ProviderRefused ? error.code : null;
}

/**
 * The number of a call in its idempotency key. It stays when a server died: the call is then repeated, not done again. After a
 * decline or an outage it is another one, because Stripe repeats both for a day.
 */
const keyOf = ({ attempt, outages }: sql.ClaimedRow): number => attempt * 1_000 + outages;
