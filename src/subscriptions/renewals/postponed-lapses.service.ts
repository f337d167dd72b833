import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DAY_MS } from '../../common/clock.js';
import { CONFIG, type Config } from '../../config/config.js';
import { execute, type Executor, maybeOne, one, query, type Values } from '../../database/sql.js';
import { EventsService } from '../../events/index.js';
import { FIND_LATEST } from '../cycles/cycles.sql.js';
import { lockLatest } from '../cycles/lock-latest.js';
import { POSTPONE_END } from '../invoices/past-due.sql.js';
import { postponed } from '../invoices/retries.js';
import { subscriptionEvent } from '../subscription/subscription-event.js';
import { COLLECTING_HELD } from './postponed-lapses.sql.js';
import type { LapsesOf, LapsesParams } from './renewal-statement.sql.js';

/** How long after the first decline access can be extended: a month more than the longest grace. */
const LONGEST_MS = 90 * DAY_MS;

/**
 * Postpones lapses for which the customer may not be to blame. A business keeps its access during an outage, of the provider or of
 * this service, if its new card could be charged; while a slow bank decides about its debit; and after a restore, if it may have
 * paid since the backup.
 */
@Injectable()
export class PostponedLapsesService {
  constructor(
    private readonly events: EventsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Lets access go on for a day, from `now`, in each due subscription that would lapse while what it owes is undecided, or while
   * collecting is held. Joins the transaction that renews them, before it does. Runs no statement without a provider, because only
   * a provider leaves something undecided.
   */
  async postpone<Params extends { now: Date }>(
    manager: EntityManager,
    lapses: LapsesOf<Params>,
    params: Params,
  ): Promise<void> {
    if (this.config.payments !== 'stripe') return;
    const { now } = params;
    const due = await query(
      manager,
      lapses,
      ...([{ ...params, since: earliest(now) }] as unknown as Values<LapsesParams<Params>>),
    );
    if (due.length === 0) return;
    const held = await isHeld(manager);
    for (const { businessId, subscriptionId, undecided } of due) {
      if (!undecided && !held) continue;
      // Another transaction may have moved this end, or noted the money. Then `POSTPONE_END` changes no row.
      const before = await lockLatest(manager, businessId);
      if (before?.id !== subscriptionId) continue;
      const ref = { businessId, subscriptionId, now, until: postponed(now) };
      if ((await execute(manager, POSTPONE_END, ref)) === 0) continue;
      const after = await one(manager, FIND_LATEST, { businessId });
      await this.events.record(manager, subscriptionEvent('subscription.past_due', after, before, now));
    }
  }

  /**
   * Returns what decides which lapses are postponed at `now`: all while collecting is held, else those whose debt is undecided,
   * of subscriptions that are past due since after `since`.
   */
  async rule(on: Executor, now: Date): Promise<{ held: boolean; since: Date }> {
    // Without a provider no lapse is postponed: nobody is past due since after `now`.
    if (this.config.payments !== 'stripe') return { held: false, since: now };
    return { held: await isHeld(on), since: earliest(now) };
  }
}

/** Access is not extended for a subscription that is past due since before this time. */
const earliest = (now: Date): Date => new Date(now.getTime() - LONGEST_MS);

const isHeld = async (on: Executor): Promise<boolean> => (await maybeOne(on, COLLECTING_HELD)) !== undefined;
