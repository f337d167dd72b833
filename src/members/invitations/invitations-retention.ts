import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY_MS } from '../../common/clock.js';
import { RetentionService } from '../../retention/index.js';
import { PURGE_INVITATIONS } from './invitations-retention.sql.js';

/** Invitations are kept for 90 days after they expired. */
@Injectable()
export class InvitationsRetention implements OnModuleInit {
  constructor(private readonly retention: RetentionService) {}

  onModuleInit(): void {
    this.retention.declare({ purge: PURGE_INVITATIONS, keptForMs: 90 * DAY_MS });
  }
}
