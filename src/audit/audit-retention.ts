import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { DAY_MS, RetentionService } from '../retention/index.js';
import { WALK_BUSINESSES, WALK_OPERATORS } from './audit.sql.js';

/** The audit is kept for ever, or for AUDIT_DAYS. */
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
