import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY_MS, RetentionService } from '../retention/index.js';
import { PRUNE_ALERTS } from './alerts/alerts.sql.js';
import { PRUNE_HOLDS } from './allocations/allocations.sql.js';
import { KEPT_DAYS, PRUNE_DAYS } from './history/history.sql.js';
import { PRUNE } from './idempotency/idempotency.sql.js';

const HOUR_MS = DAY_MS / 24;

/**
 * Idempotency keys are kept for a day, or as long as their spend can be refunded. Holds are kept for an hour after their end,
 * days and alerts for 90 days after their cycle. Real time counts: it is the time of keys, and holds and days on test clocks
 * stay.
 */
@Injectable()
export class UsageRetention implements OnModuleInit {
  constructor(private readonly retention: RetentionService) {}

  onModuleInit(): void {
    this.retention.declare(
      { walk: PRUNE, keptForMs: DAY_MS },
      { purge: PRUNE_HOLDS, keptForMs: HOUR_MS },
      { purge: PRUNE_ALERTS, keptForMs: KEPT_DAYS * DAY_MS },
      { walk: PRUNE_DAYS, keptForMs: KEPT_DAYS * DAY_MS },
    );
  }
}
