import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { actorOf, AuditService } from '../../audit/index.js';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { afterId, type Page, pageLimit, type PageQuery, toPage } from '../../common/paging.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { DomainError, NotFound } from '../../common/domain-error.js';
import { Bulkhead } from '../../database/bulkhead.js';
import { violatedConstraint } from '../../database/outage.js';
import { maybeOne, query, statement } from '../../database/sql.js';
import { RenewalRunsService } from '../renewals/renewal-runs.service.js';
import { TrialNoticesService } from '../renewals/trial-notices.service.js';
import type { AdvancedView, TestClockView } from './test-clock.view.js';

/** How many cycles one advance may begin or end. */
const MAX_CYCLES = 10_000;
/** Advances under way at once, each of another clock. */
const ADVANCES = 4;

const LIST = statement<TestClockView, { before: string; limit: number }>(
  'test_clock_list',
  'SELECT id, now FROM test_clocks WHERE id < $before ORDER BY id DESC LIMIT $limit',
);
const INSERT = statement<void, { id: string; now: Date; createdAt: Date }>(
  'test_clock_insert',
  'INSERT INTO test_clocks (id, now, created_at) VALUES ($id, $now, $createdAt)',
);
const DELETE = statement<{ id: string }, { id: string }>(
  'test_clock_delete',
  'DELETE FROM test_clocks WHERE id = $id RETURNING id',
);
// NO KEY, because a subscription that begins meanwhile refers to the clock. It must not wait for an advance that
// waits for it.
const LOCK = statement<{ now: Date }, { id: string }>(
  'test_clock_lock',
  'SELECT now FROM test_clocks WHERE id = $id FOR NO KEY UPDATE',
);
const ADVANCE = statement<{ id: string }, { id: string; to: Date }>(
  'test_clock_advance',
  'UPDATE test_clocks SET now = $to WHERE id = $id AND now < $to RETURNING id',
);

/** Clocks that operators set, for businesses that live through months in a moment (Stripe's test clocks). */
@Injectable()
export class TestClocksService {
  private readonly advances = new Bulkhead(ADVANCES);

  constructor(
    private readonly dataSource: DataSource,
    private readonly renewals: RenewalRunsService,
    private readonly notices: TrialNoticesService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  async list(page: PageQuery): Promise<Page<TestClockView>> {
    const rows = await query(this.dataSource, LIST, { before: afterId(page), limit: pageLimit(page) + 1 });
    return toPage(rows, page, (row) => row);
  }

  async create(operator: OperatorPrincipal, now: Date): Promise<TestClockView> {
    const id = newId();
    await this.dataSource.transaction(async (manager) => {
      await query(manager, INSERT, { id, now, createdAt: this.clock.now() });
      await this.record(manager, operator, 'test_clock.created', id, { now });
    });
    return { id, now };
  }

  /** @throws NotFound; DomainError `in_use` while a business lives at its time. */
  async delete(operator: OperatorPrincipal, id: string): Promise<void> {
    await this.dataSource
      .transaction(async (manager) => {
        if ((await query(manager, DELETE, { id })).length === 0) throw new NotFound('test clock');
        await this.record(manager, operator, 'test_clock.deleted', id);
      })
      .catch((error: unknown) => {
        if (violatedConstraint(error) === null) throw error;
        throw new DomainError('in_use', 'Businesses live at the time of this test clock.');
      });
  }

  /**
   * Moves the clock forward and renews every cycle of its businesses that is then over, in the order of due time, before it
   * answers. It counts all renewals, also those that requests made meanwhile. The new time of the clock is committed first. If
   * the server dies midway, requests of the businesses or the next advance do the rest.
   *
   * @throws NotFound; DomainError `clock_not_forward`; `too_many_cycles` for more than 10,000, with nothing moved.
   */
  advance(operator: OperatorPrincipal, id: string, to: Date): Promise<AdvancedView> {
    return this.advances.run(() => this.advanceNow(operator, id, to), id);
  }

  private async advanceNow(operator: OperatorPrincipal, id: string, to: Date): Promise<AdvancedView> {
    const before = await this.dataSource.transaction(async (manager) => {
      const now = await this.locked(manager, id);
      if (to <= now) {
        throw new DomainError('clock_not_forward', `The clock stands at ${now.toISOString()}.`, {
          now: now.toISOString(),
        });
      }
      const cycles = await this.renewals.countAhead(manager, id, to, MAX_CYCLES + 1);
      if (cycles > MAX_CYCLES) {
        throw new DomainError(
          'too_many_cycles',
          `More than ${MAX_CYCLES} cycles lie before that time. Advance in steps.`,
        );
      }
      await this.notices.runClock(manager, id, to);
      await query(manager, ADVANCE, { id, to });
      await this.record(manager, operator, 'test_clock.advanced', id, { now: to });
      return this.renewals.renewedOn(manager, id);
    });
    const takeLock = async (manager: EntityManager) => (await query(manager, LOCK, { id })).length > 0;
    await this.renewals.runClock(id, to, takeLock);
    const after = await this.renewals.renewedOn(this.dataSource, id);
    // Never below zero: a business may have been erased meanwhile.
    const since = (of: keyof typeof after): number => Math.max(0, after[of] - before[of]);
    return { id, now: to, renewed: since('renewed'), switched: since('switched'), ended: since('ended') };
  }

  /** The time of a test clock. The clock cannot be deleted until the caller's transaction ends. @throws NotFound */
  async timeOfClock(manager: EntityManager, id: string): Promise<Date> {
    return this.locked(manager, id);
  }

  private async locked(manager: EntityManager, id: string): Promise<Date> {
    const clock = await maybeOne(manager, LOCK, { id });
    if (clock === undefined) throw new NotFound('test clock');
    return clock.now;
  }

  private record(
    manager: EntityManager,
    by: OperatorPrincipal,
    action: string,
    id: string,
    after?: { now: Date },
  ) {
    const entry = { actor: actorOf(by), action, target: { kind: 'test_clock', id }, after };
    return this.audit.recordForOperators(manager, entry, this.clock.now());
  }
}
