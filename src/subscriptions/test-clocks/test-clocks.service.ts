import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../../audit/index.js';
import { newId } from '../../common/ids.js';
import { beforeId, type Page, pageLimit, type PageQuery, toPage } from '../../common/paging.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { DomainError, NotFound } from '../../common/domain-error.js';
import { Bulkhead } from '../../database/bulkhead.js';
import { violatedConstraint } from '../../database/outage.js';
import { execute, maybeOne, one, query } from '../../database/sql.js';
import { RenewalRunsService } from '../renewals/renewal-runs.service.js';
import { TrialNoticesService } from '../notices/trial-notices.service.js';
import { InvoiceSettlementService } from '../invoices/invoice-settlement.service.js';
import type { InvoiceRow } from '../invoices/invoice.rows.js';
import { OPEN_ON_CLOCK } from '../invoices/invoices.sql.js';
import type { CreateTestClockDto, EditTestClockDto } from './test-clock.dto.js';
import type { AdvancedView, TestClockView } from './test-clock.view.js';
import * as sql from './test-clocks.sql.js';

/** How many cycles one advance may begin or end. */
const MAX_CYCLES = 10_000;
/** How many advances are under way at once, each of another clock. */
const ADVANCES = 4;

/**
 * Creates and advances clocks that operators set, so that businesses on them live through months in a moment, like the test
 * clocks of Stripe.
 */
@Injectable()
export class TestClocksService {
  private readonly advances = new Bulkhead(ADVANCES);

  constructor(
    private readonly dataSource: DataSource,
    private readonly renewals: RenewalRunsService,
    private readonly notices: TrialNoticesService,
    private readonly settlement: InvoiceSettlementService,
    private readonly audit: AuditService,
  ) {}

  async list(page: PageQuery): Promise<Page<TestClockView>> {
    const rows = await query(this.dataSource, sql.LIST, {
      before: beforeId(page),
      limit: pageLimit(page) + 1,
    });
    return toPage(rows, page, (row) => row);
  }

  /** @throws NotFound */
  async show(id: string): Promise<TestClockView> {
    const clock = await maybeOne(this.dataSource, sql.FIND, { id });
    if (clock === undefined) throw new NotFound('test clock');
    return clock;
  }

  async create(
    operator: OperatorPrincipal,
    { now, name = null }: CreateTestClockDto,
    createdAt: Date,
  ): Promise<TestClockView> {
    const id = newId();
    await this.dataSource.transaction(async (manager) => {
      await execute(manager, sql.INSERT, { id, name, now, createdAt });
      const target = { kind: 'test_clock', id };
      const entry = { by: operator, action: 'test_clock.created', target, after: { name, now } };
      await this.audit.recordForOperators(manager, entry);
    });
    return { id, name, now, payments: 'succeed' };
  }

  /**
   * Renames the clock, or sets whether payments at its time succeed. `succeed` also pays every open invoice of its businesses,
   * one after the other; repeating the call pays those that are left.
   *
   * @throws NotFound
   */
  async edit(by: OperatorPrincipal, id: string, asked: EditTestClockDto): Promise<TestClockView> {
    const { name, payments } = asked;
    const clock = await this.dataSource.transaction(async (manager) => {
      const edited = await maybeOne(manager, sql.EDIT, {
        id,
        payments: payments ?? null,
        setsName: name !== undefined,
        name: name ?? null,
      });
      if (edited === undefined) throw new NotFound('test clock');
      const target = { kind: 'test_clock', id };
      const entry = { by, action: 'test_clock.edited', target, after: { ...asked } };
      await this.audit.recordForOperators(manager, entry);
      return edited;
    });
    if (payments === 'succeed') await this.payAll(clock);
    return clock;
  }

  /** Pays or declines the invoice of a change, as the clock of its business says. @throws NotFound */
  async settle(invoice: InvoiceRow): Promise<InvoiceRow> {
    const { businessId, id, total, currency } = invoice;
    const { now, payments } = await one(this.dataSource, sql.CLOCK_OF, { businessId });
    const ref = { businessId, id };
    return payments === 'succeed'
      ? this.settlement.paid(ref, { at: now, reference: 'test_clock', amount: total, currency })
      : this.settlement.declined(ref, { at: now, code: 'test_clock', hard: true });
  }

  /** Deletes a test clock. @throws NotFound; DomainError `in_use` while a business lives at its time. */
  async delete(operator: OperatorPrincipal, id: string): Promise<void> {
    await this.dataSource
      .transaction(async (manager) => {
        if ((await execute(manager, sql.DELETE, { id })) === 0) throw new NotFound('test clock');
        const target = { kind: 'test_clock', id };
        await this.audit.recordForOperators(manager, { by: operator, action: 'test_clock.deleted', target });
      })
      .catch((error: unknown) => {
        if (violatedConstraint(error) === null) throw error;
        throw new DomainError('in_use', 'Businesses still use this test clock. Close and erase them first.');
      });
  }

  /**
   * Moves the clock forward and renews every cycle of its businesses that is then over, in the order of due time, before it
   * answers. The answer counts all renewals, also those that requests made meanwhile. The new time of the clock is committed
   * first. If the server dies midway, requests of the businesses or the next advance do the rest.
   *
   * @throws NotFound; DomainError `clock_not_forward`; `too_many_cycles` for more than 10,000, and then the clock does not move.
   */
  advance(operator: OperatorPrincipal, id: string, to: Date): Promise<AdvancedView> {
    return this.advances.run(() => this.advanceNow(operator, id, to), id);
  }

  /** The time of a test clock. The clock cannot be deleted until the caller's transaction ends. @throws NotFound */
  async timeOfClock(manager: EntityManager, id: string): Promise<Date> {
    return (await this.locked(manager, id)).now;
  }

  private async payAll({ id, now }: TestClockView): Promise<void> {
    for (const { total, currency, ...ref } of await query(this.dataSource, OPEN_ON_CLOCK, { clockId: id }))
      await this.settlement.paid(ref, { at: now, reference: 'test_clock', amount: total, currency });
  }

  private async advanceNow(operator: OperatorPrincipal, id: string, to: Date): Promise<AdvancedView> {
    const { before, name, payments } = await this.dataSource.transaction(async (manager) => {
      const { now, ...clock } = await this.locked(manager, id);
      if (to <= now) {
        const detail = `The new time must be later than the time of the clock, ${now.toISOString()}.`;
        throw new DomainError('clock_not_forward', detail, { now: now.toISOString() });
      }
      const cycles = await this.renewals.countAhead(manager, id, to, MAX_CYCLES + 1);
      if (cycles > MAX_CYCLES) {
        throw new DomainError(
          'too_many_cycles',
          `More than ${MAX_CYCLES} cycles lie before that time. Advance in steps.`,
        );
      }
      await this.notices.runClock(manager, id, to);
      await execute(manager, sql.ADVANCE, { id, to });
      const target = { kind: 'test_clock', id };
      const entry = { by: operator, action: 'test_clock.advanced', target, after: { now: to } };
      await this.audit.recordForOperators(manager, entry);
      return { before: await this.renewals.renewedOn(manager, id), ...clock };
    });
    const takeLock = async (manager: EntityManager) => (await query(manager, sql.LOCK, { id })).length > 0;
    await this.renewals.runClock(id, to, takeLock);
    const after = await this.renewals.renewedOn(this.dataSource, id);
    // Never below zero, although a business may have been erased meanwhile.
    const since = (of: keyof typeof after): number => Math.max(0, after[of] - before[of]);
    return {
      id,
      name,
      now: to,
      payments,
      renewed: since('renewed'),
      switched: since('switched'),
      ended: since('ended'),
    };
  }

  private async locked(manager: EntityManager, id: string): Promise<Omit<TestClockView, 'id'>> {
    const clock = await maybeOne(manager, sql.LOCK, { id });
    if (clock === undefined) throw new NotFound('test clock');
    return clock;
  }
}
