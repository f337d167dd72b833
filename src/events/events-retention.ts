import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { statement } from '../database/sql.js';
import { DAY_MS, RetentionService } from '../retention/index.js';

/** Deletes the oldest events first, so that the rest of a business has no gaps. */
const PURGE_EVENTS = statement<void, { before: Date; limit: number }>(
  'retention_events',
  `DELETE FROM events WHERE (business_id, sequence) IN (
     SELECT business_id, sequence FROM (SELECT * FROM events ORDER BY position LIMIT $limit) AS oldest WHERE created_at < $before)`,
);
/** Deletes counters of erased businesses, once their last event is gone too. */
const PURGE_SEQUENCES = statement<void, { before: Date; limit: number }>(
  'retention_event_sequences',
  `DELETE FROM event_sequences WHERE business_id IN (
     SELECT business_id FROM event_sequences WHERE erased_at < $before LIMIT $limit)`,
);

/** Events are kept for EVENTS_DAYS. */
@Injectable()
export class EventsRetention implements OnModuleInit {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly retention: RetentionService,
  ) {}

  onModuleInit(): void {
    const keptForMs = this.config.eventsDays * DAY_MS;
    this.retention.declare(
      { purge: PURGE_EVENTS, keptForMs },
      { purge: PURGE_SEQUENCES, keptForMs: keptForMs + DAY_MS },
    );
  }
}
