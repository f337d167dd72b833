import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { query, statement } from '../../database/sql.js';
import { BillingMailsService } from '../../subscriptions/index.js';

interface ExpiringCard {
  businessId: string;
  brand: string | null;
  lastFour: string;
}

/** Cards that expire in a month, of businesses whose cycles are invoiced, and that were not told of yet. */
const EXPIRING = statement<ExpiringCard, { year: number; month: number; kind: string; limit: number }>(
  'payment_cards_expiring',
  `SELECT a.business_id AS "businessId", a.brand, a.last4 AS "lastFour"
   FROM payment_accounts a
   JOIN subscriptions s ON s.business_id = a.business_id AND s.ended_at IS NULL AND s.collects AND NOT s.cancel_at_cycle_end
   WHERE a.expires_year = $year AND a.expires_month = $month AND a.last4 IS NOT NULL AND s.test_clock_id IS NULL
     AND NOT EXISTS (SELECT 1 FROM billing_notices n
                     WHERE n.business_id = a.business_id AND n.about = a.business_id AND n.kind = $kind)
   LIMIT $limit`,
);
const AT_ONCE = 500;

/** Tells owners of saved cards that expire. */
@Injectable()
export class CardNoticesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly mails: BillingMailsService,
  ) {}

  /** Tells of the cards that expire in the month of `now`, each once, and answers how many. */
  async tell(now: Date): Promise<number> {
    const [year, month] = [now.getUTCFullYear(), now.getUTCMonth() + 1];
    const name = `${String(month).padStart(2, '0')}/${year}`;
    const kind = `card-expires ${name}`;
    for (let total = 0; ;) {
      const cards = await query(this.dataSource, EXPIRING, { year, month, kind, limit: AT_ONCE });
      for (const { businessId, brand, lastFour } of cards) {
        const values = { card: `${brand ?? 'card'} •••• ${lastFour}`, month: name };
        await this.dataSource.transaction((manager) =>
          this.mails.once(manager, { businessId, about: businessId, kind }, (to) => ({
            to,
            businessId,
            mail: 'card-expires',
            values,
          })),
        );
      }
      total += cards.length;
      if (cards.length < AT_ONCE) return total;
    }
  }
}
