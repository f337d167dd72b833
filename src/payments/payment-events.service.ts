import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, DAY_MS, HOUR_MS } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { execute, maybeOne, query } from '../database/sql.js';
import { RetentionService } from '../retention/index.js';
import { CheckoutFollowService } from './checkouts/checkout-follow.service.js';
import { CustomersService } from './customers.service.js';
import { InvoiceFollowService } from './invoice-follow.service.js';
import { pauseAfter } from './pause.js';
import * as sql from './payment-events.sql.js';
import { ProviderService } from './provider.service.js';
import { ProviderNotFound, WrongSignature } from './provider-errors.js';
import type { ProviderEvent } from './provider-values.js';
import { withTimeLimit } from '../common/time-limit.js';

/** How long a server may hold an object before another server reads it. */
const LEASE_MS = 2 * 60_000;
/** How long the reading of one object may take. It is shorter than the lease. */
const READ_LIMIT_MS = 60_000;
const AT_ONCE = 8;
const POLL_MS = 60_000;
const LONGEST_PAUSE_MS = HOUR_MS;
/** How often the page of a checkout is read while it is paid and has no invoice: with the pauses, for about a day. */
const CHECKOUT_TRIES = 30;
/** How many days events are kept. Stripe keeps them for thirty days. */
const KEPT_DAYS = 40;

/**
 * Receives events of the provider and reads the objects that they name. An event is only a hint that something happened to an
 * object. So an event may come twice, late or out of order. Events that never came are found by listing them each minute.
 */
@Injectable()
export class PaymentEventsService implements OnModuleInit {
  private readonly logger = new Logger(PaymentEventsService.name);

  constructor(
    private readonly provider: ProviderService,
    private readonly customers: CustomersService,
    private readonly checkouts: CheckoutFollowService,
    private readonly invoices: InvoiceFollowService,
    private readonly retention: RetentionService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.retention.declare({ purge: sql.PURGE_PROVIDER_EVENTS, keptForMs: KEPT_DAYS * DAY_MS });
  }

  /**
   * Stores an event that came over HTTP. An event of another mode or of an unknown customer is ignored.
   *
   * @throws DomainError `bad_request` when the signature is wrong; nothing is stored.
   */
  async receive(raw: string, signature: string | undefined): Promise<void> {
    const provider = this.provider.required;
    const event = await provider.parseEvent(raw, signature ?? '').catch((error: unknown) => {
      if (error instanceof WrongSignature) throw new DomainError('bad_request', error.message);
      throw error;
    });
    if (event.live === provider.live) await this.take([event]);
  }

  /** Lists the events since the last listing. Returns whether it did: false if a server listed them less than a minute ago. */
  async poll(signal: AbortSignal, always = false): Promise<boolean> {
    const now = this.clock.now();
    const before = always ? now : new Date(now.getTime() - POLL_MS);
    const turn = await maybeOne(this.dataSource, sql.TAKE_POLL, { now, before });
    if (turn === undefined) return false;
    let { cursor } = turn;
    let more = true;
    while (more) {
      const page = await this.provider.required.eventsSince(cursor, signal);
      await this.take(page.events);
      const lastEventAt = page.events.at(-1)?.at ?? null;
      await execute(this.dataSource, sql.NOTE_POLL, { cursor: page.cursor, lastEventAt });
      ({ cursor, more } = page);
    }
    return true;
  }

  /** Reads the objects of the stored events, with a key of our account. Returns how many objects were read. */
  async follow(signal: AbortSignal): Promise<number> {
    let done = 0;
    while (!signal.aborted) {
      const now = this.clock.now();
      const leaseUntil = new Date(now.getTime() + LEASE_MS);
      const claimed = await query(this.dataSource, sql.CLAIM_EVENTS, { now, leaseUntil, limit: AT_ONCE });
      if (claimed.length === 0) return done;
      await Promise.all(claimed.map((each) => this.readOrPutOff(each, signal)));
      done += claimed.length;
    }
    return done;
  }

  private async take(events: ProviderEvent[]): Promise<void> {
    if (events.length === 0) return;
    await execute(this.dataSource, sql.TAKE_EVENTS, {
      ids: events.map(({ id }) => id),
      types: events.map(({ type }) => type),
      customers: events.map(({ customer }) => customer),
      kinds: events.map(({ about }) => about?.kind ?? null),
      references: events.map(({ about }) => about?.reference ?? null),
      now: this.clock.now(),
    });
  }

  private async readOrPutOff(
    {
      ids,
      kind,
      reference,
      tries,
    }: { ids: string[]; kind: sql.About['kind']; reference: string; tries: number },
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await withTimeLimit(READ_LIMIT_MS, signal, (ended) => this.read({ kind, reference }, tries, ended));
      await execute(this.dataSource, sql.EVENTS_DONE, { ids });
    } catch (error) {
      if (signal.aborted) return;
      this.logger.warn(
        `The ${kind} ${reference} could not be read, and is read again later: ${String(error)}`,
      );
      await execute(this.dataSource, sql.EVENTS_AGAIN, {
        ids,
        at: new Date(this.clock.now().getTime() + pauseAfter(tries, LONGEST_PAUSE_MS)),
      });
    }
  }

  private async read({ kind, reference }: sql.About, tries: number, signal: AbortSignal): Promise<void> {
    switch (kind) {
      case 'invoice':
        return this.readInvoice(reference, signal);
      case 'checkout':
        return this.checkouts.followSession(reference, signal, tries >= CHECKOUT_TRIES);
      case 'customer':
        return this.customers.refreshCard(reference, signal);
      case 'payment': {
        const invoice = await this.provider.required.invoiceOf(reference, signal);
        return invoice === null ? undefined : this.readInvoice(invoice, signal);
      }
      default:
    }
  }

  /**
   * Reads an invoice. A draft that somebody made and deleted in the provider's dashboard needs no reading: its event is handled.
   */
  private async readInvoice(reference: string, signal: AbortSignal): Promise<void> {
    try {
      await this.invoices.read(reference, signal);
    } catch (error) {
      if (!(error instanceof ProviderNotFound)) throw error;
      this.logger.warn(`The invoice ${reference} does not exist at the provider any more.`);
    }
  }
}
