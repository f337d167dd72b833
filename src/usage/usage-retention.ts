import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY_MS, HOUR_MS } from '../common/clock.js';
import { RetentionService } from '../retention/index.js';
import { PURGE_ALERTS } from './alerts/alerts.sql.js';
import { PURGE_HOLDS } from './allocations/allocations.sql.js';
import { KEPT_DAYS, PURGE_DAYS } from './history/history.sql.js';
import { PURGE } from './idempotency/idempotency.sql.js';

/**
 * Declares how long data of usage are kept. Idempotency keys: a day, or as long as their spend can be refunded. Holds: an hour
 * after their end. Days and alerts: 90 days after their cycle. All periods are real time. Holds and days of businesses on test
 * clocks are not deleted.
 */
@Injectable()
export class UsageRetention implements OnModuleInit {
  constructor(private readonly retention: RetentionService) {}

  onModuleInit(): void {
    this.retention.declare(
      { walk: PURGE, keptForMs: DAY_MS },
      { purge: PURGE_HOLDS, keptForMs: HOUR_MS },
      { purge: PURGE_ALERTS, keptForMs: KEPT_DAYS * DAY_MS },
      { walk: PURGE_DAYS, keptForMs: KEPT_DAYS * DAY_MS },
    );
  }
}
