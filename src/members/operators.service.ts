import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService, SYSTEM } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { execute, query, statement } from '../database/sql.js';
import { newOperatorKey } from './api-key.js';
import { UsersService } from './users.service.js';

const INSERT_KEY = statement(
  'operator_key_insert',
  `INSERT INTO operator_keys (id, user_id, name, hash, last_four, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
);
const LIST_KEYS = statement(
  'operator_key_list',
  `SELECT k.id, u.email, k.name, 'tnr_op_…' || k.last_four AS key, k.created_at AS "createdAt", k.last_used_at AS "lastUsedAt"
   FROM operator_keys k JOIN users u ON u.id = k.user_id WHERE k.revoked_at IS NULL ORDER BY k.id DESC`,
);
const REVOKE_KEY = statement(
  'operator_key_revoke',
  'UPDATE operator_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL',
);

/** A key as a list shows it. */
export interface OperatorKey {
  id: string;
  email: string;
  name: string;
  key: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** More operators, and keys for their own backend. Only who has the machine may make them: see scripts/operator.mjs. */
@Injectable()
export class OperatorsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal `email_taken` */
  async add(email: string, password: string): Promise<void> {
    const passwordHash = await this.users.hashPassword(password, email);
    await this.dataSource.transaction(async (manager) => {
      const person = { email: email.toLowerCase(), passwordHash, firstName: 'Another', lastName: 'Operator' };
      const user = await this.users.createOperator(manager, person, this.clock.now());
      await this.record(manager, 'operator.created', 'user', user.id, { email: user.email });
    });
  }

  /** Makes a key that acts as this operator, and answers it, this once. @throws Error for a stranger's e-mail */
  async makeKey(email: string, name: string): Promise<{ id: string; apiKey: string }> {
    const id = newId();
    const { apiKey, hash, lastFour } = newOperatorKey();
    await this.dataSource.transaction(async (manager) => {
      const user = await this.users.findByEmail(manager, email.toLowerCase());
      if (user?.operator !== true) throw new Error(`${email} is no operator.`);
      await execute(manager, INSERT_KEY, [id, user.id, name, hash, lastFour, this.clock.now()]);
      await this.record(manager, 'operator_key.created', 'operator_key', id, {
        name,
        lastFour,
        userId: user.id,
      });
    });
    return { id, apiKey };
  }

  /** The keys that are not revoked. */
  listKeys(): Promise<OperatorKey[]> {
    return query<OperatorKey>(this.dataSource, LIST_KEYS);
  }

  /** Revokes a key from the next request on; false when there is no such key. */
  async revokeKey(id: string): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      if ((await execute(manager, REVOKE_KEY, [id, this.clock.now()])) === 0) return false;
      await this.record(manager, 'operator_key.revoked', 'operator_key', id, {});
      return true;
    });
  }

  private record(
    manager: EntityManager,
    action: string,
    kind: string,
    id: string,
    after: Record<string, unknown>,
  ): Promise<void> {
    const entry = { actor: SYSTEM, action, target: { kind, id }, after };
    return this.audit.recordForOperators(manager, entry, this.clock.now());
  }
}
