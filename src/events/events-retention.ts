import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY_MS } from '../common/clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { RetentionService } from '../retention/index.js';
import { PURGE_EVENTS, PURGE_SEQUENCES } from './events-retention.sql.js';

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
