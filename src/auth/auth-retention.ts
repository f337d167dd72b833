import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY_MS } from '../common/clock.js';
import { RetentionService } from '../retention/index.js';
import { PURGE as PURGE_PORTAL_SESSIONS } from './portal/portal-sessions.sql.js';
import { PURGE_SPENT_REFRESH_TOKENS, PURGE_SESSIONS, PURGE_USER_TOKENS } from './auth-retention.sql.js';

/** Sessions are kept for 30 days after their last refresh, links for 30 days after they expired. */
@Injectable()
export class AuthRetention implements OnModuleInit {
  constructor(private readonly retention: RetentionService) {}

  onModuleInit(): void {
    const keptForMs = 30 * DAY_MS;
    this.retention.declare(
      { purge: PURGE_SPENT_REFRESH_TOKENS, keptForMs },
      { purge: PURGE_SESSIONS, keptForMs },
      { purge: PURGE_USER_TOKENS, keptForMs },
      { purge: PURGE_PORTAL_SESSIONS, keptForMs },
    );
  }
}
