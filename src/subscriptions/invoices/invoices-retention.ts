import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY_MS } from '../../common/clock.js';
import { CONFIG, type Config } from '../../config/config.js';
import { RetentionService } from '../../retention/index.js';
import { PURGE_BILLING_NOTICES, PURGE_INVOICES } from './invoices-retention.sql.js';

/** A leap year, so that nothing is deleted a day too early. */
const YEAR_MS = 366 * DAY_MS;
/** Days for which notices are kept, so that no mail is sent twice within them. The rarest mails are sent once a year. */
const NOTICES_DAYS = 400;

/** For how many milliseconds invoices, and what belongs to them, are kept. */
export const invoicesKeptForMs = ({ invoiceRetentionYears }: Config): number =>
  invoiceRetentionYears * YEAR_MS;

/** Keeps invoices and their credit notes for as long as the law requires, even if the business is erased. */
@Injectable()
export class InvoicesRetention implements OnModuleInit {
  constructor(
    private readonly retention: RetentionService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.retention.declare(
      { walk: PURGE_INVOICES, keptForMs: invoicesKeptForMs(this.config) },
      { walk: PURGE_BILLING_NOTICES, keptForMs: NOTICES_DAYS * DAY_MS },
    );
  }
}
