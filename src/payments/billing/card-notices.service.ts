import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { query } from '../../database/sql.js';
import { BillingMailsService } from '../../subscriptions/index.js';
import { EXPIRING } from './card-notices.sql.js';

const AT_ONCE = 500;

/** Sends mails to owners whose saved card expires. */
@Injectable()
export class CardNoticesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly mails: BillingMailsService,
  ) {}

  /** Sends one mail for each card that expires in the month of `now`, and returns how many cards it found. */
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
