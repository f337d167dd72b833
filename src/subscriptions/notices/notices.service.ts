import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DAY_MS, utcDay } from '../../common/clock.js';
import { CONFIG, type Config } from '../../config/config.js';
import { maybeOne, query } from '../../database/sql.js';
import { UPCOMING } from '../cycles/forecast.sql.js';
import { formatAmount } from '../invoices/billing-mails.js';
import { BillingMailsService } from '../invoices/billing-mails.service.js';
import { type Ahead, AHEAD, STILL_OPEN, TAKE_LAPSES, TELL_PRICES } from './notices.sql.js';

/** How long before a trial converts its owner gets a mail. */
const TRIAL_AHEAD_MS = 7 * DAY_MS;
/** How long before a yearly renewal the owner gets a mail. */
const YEAR_AHEAD_MS = 30 * DAY_MS;
/** How long after its due date an open invoice of an ended subscription can still cause a mail. */
const STILL_OPEN_MS = 30 * DAY_MS;
/** How many notices of each kind one run sends, and one transaction writes. */
const AT_ONCE = 500;

/** Queues mails about money that will be due, or will not be due any more. Each is sent once, whichever server sends it. */
@Injectable()
export class NoticesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly mails: BillingMailsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Queues mails about what has just happened: prices that rose, lapses, and invoices that are open after an end. Returns how
   * many.
   */
  async tell(now: Date): Promise<number> {
    return (await this.tellOfPrices(now)) + (await this.tellOfLapses()) + (await this.tellOfOpen(now));
  }

  /** Queues mails about trials that convert within seven days, and yearly renewals within thirty. Returns how many. */
  async announce(now: Date): Promise<number> {
    const at = (ms: number) => new Date(now.getTime() + ms);
    const until = { trialsUntil: at(TRIAL_AHEAD_MS), yearsUntil: at(YEAR_AHEAD_MS) };
    for (let total = 0; ;) {
      const ahead = await query(this.dataSource, AHEAD, { now, ...until, limit: AT_ONCE });
      for (const each of ahead) await this.tellAhead(each);
      total += ahead.length;
      if (ahead.length < AT_ONCE) return total;
    }
  }

  /**
   * Queues mails about prices that rose. The note about a price is written in the same transaction, so a new price counts only if
   * its mail is queued.
   */
  private tellOfPrices(now: Date): Promise<number> {
    const from = new Date(now.getTime() + this.config.priceNoticeDays * DAY_MS);
    return this.dataSource.transaction(async (manager) => {
      const risen = await query(manager, TELL_PRICES, { from, limit: AT_ONCE });
      for (const { businessId, id, planName, currency, before, amount } of risen) {
        const values = {
          plan: planName,
          before: formatAmount(before, currency),
          amount: formatAmount(amount, currency),
          from: utcDay(from),
        };
        const about = { businessId, about: id, kind: `price-rises ${amount} ${from.toISOString()}` };
        await this.mails.once(manager, about, (to) => ({ to, businessId, mail: 'price-rises', values }));
      }
      return risen.length;
    });
  }

  private tellOfLapses(): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const lapsed = await query(manager, TAKE_LAPSES, { limit: AT_ONCE });
      for (const { businessId, planName, test } of lapsed) {
        if (test) continue;
        const values = { plan: planName ?? '' };
        await this.mails.send(manager, businessId, (to) => ({
          to,
          businessId,
          mail: 'access-ended',
          values,
        }));
      }
      return lapsed.length;
    });
  }

  private async tellOfOpen(now: Date): Promise<number> {
    const since = new Date(now.getTime() - STILL_OPEN_MS);
    const open = await query(this.dataSource, STILL_OPEN, { now, since, limit: AT_ONCE });
    for (const invoice of open)
      await this.dataSource.transaction((manager) => this.mails.tell(manager, 'invoice-still-open', invoice));
    return open.length;
  }

  /**
   * Queues a mail about the next renewal. If the renewal costs nothing, only a note is written, so that the subscription is not
   * read again.
   */
  private async tellAhead({ businessId, id, kind, trial }: Ahead): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const next = await maybeOne(manager, UPCOMING, { businessId, id, cycles: 1 });
      const { amount = null, currency = null } = next ?? {};
      await this.mails.once(manager, { businessId, about: id, kind }, (to) =>
        next === undefined || amount === null || amount === 0 || currency === null
          ? null
          : {
              to,
              businessId,
              mail: trial ? 'trial-converts' : 'renewal-ahead',
              values: {
                plan: next.planName,
                amount: formatAmount(amount, currency),
                date: utcDay(next.startsAt),
              },
            },
      );
    });
  }
}
