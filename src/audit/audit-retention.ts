import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { statement } from '../database/sql.js';
import { DAY_MS, RetentionService } from '../retention/index.js';

const PURGE_OF_BUSINESSES = statement(
  'retention_audit_log',
  `DELETE FROM audit_log WHERE (business_id, id) IN (SELECT business_id, id FROM audit_log WHERE at < $1 LIMIT $2)`,
);
const PURGE_OF_OPERATORS = statement(
  'retention_operator_audit',
  'DELETE FROM operator_audit WHERE id IN (SELECT id FROM operator_audit WHERE at < $1 LIMIT $2)',
);

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
    this.retention.declare(
      { purge: PURGE_OF_BUSINESSES, keptForMs },
      { purge: PURGE_OF_OPERATORS, keptForMs },
    );
  }
}
