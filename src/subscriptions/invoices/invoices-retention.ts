import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { DAY_MS, RetentionService } from '../../retention/index.js';
import { PRUNE_BILLING_NOTICES, PRUNE_INVOICES } from './invoices-retention.sql.js';

/** A year with its leap day: rather a day too long than one too short. */
const YEAR_MS = 366 * DAY_MS;
/** No mail is sent twice within this time; the longest ones are sent once a year. */
const NOTICES_DAYS = 400;

/** Invoices and their credit notes are kept for as long as the law wants, also when the business is erased. */
@Injectable()
export class InvoicesRetention implements OnModuleInit {
  constructor(
    private readonly retention: RetentionService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.retention.declare(
      { purge: PRUNE_INVOICES, keptForMs: this.config.invoiceRetentionYears * YEAR_MS },
      { purge: PRUNE_BILLING_NOTICES, keptForMs: NOTICES_DAYS * DAY_MS },
    );
  }
}
