import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY_MS } from '../common/clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { RetentionService } from '../retention/index.js';
import { WALK_BUSINESSES, WALK_OPERATORS } from './audit.sql.js';

/** Declares that the audit log is kept for AUDIT_DAYS. Without that variable, it is kept for ever. */
@Injectable()
export class AuditRetention implements OnModuleInit {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly retention: RetentionService,
  ) {}

  onModuleInit(): void {
    if (this.config.auditDays === null) return;
    const keptForMs = this.config.auditDays * DAY_MS;
    this.retention.declare({ walk: WALK_BUSINESSES, keptForMs }, { walk: WALK_OPERATORS, keptForMs });
  }
}
