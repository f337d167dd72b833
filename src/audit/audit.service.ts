import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '../common/ids.js';
import { currentAddress } from '../common/origin.js';
import type { Principal } from '../common/principal.js';
import { execute, statement } from '../database/sql.js';

/** Who did it: a kind of caller and its id, or the service itself. Holds no secret. */
export interface Actor {
  kind: Principal['kind'] | 'system';
  id: string | null;
}

/** The service acting by itself, at boot or at a boundary. */
export const SYSTEM: Actor = { kind: 'system', id: null };

export function actorOf(principal: Principal): Actor {
  if (principal.kind === 'bot') return { kind: 'bot', id: principal.botId };
  if (principal.kind === 'member') return { kind: 'member', id: principal.memberId };
  return { kind: principal.kind, id: principal.userId };
}

/** One change. `before` and `after` name what changed, and never a secret. */
export interface AuditEntry {
  actor: Actor;
  /** `noun.verb` in the past, such as `key.revoked`. */
  action: string;
  target: { kind: string; id: string };
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
}

const RECORD = statement(
  'audit_record',
  `INSERT INTO audit_log (business_id, id, at, actor_kind, actor_id, action, target_kind, target_id, before, after, address)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
);

const RECORD_FOR_OPERATORS = statement(
  'audit_record_for_operators',
  `INSERT INTO operator_audit (id, at, actor_kind, actor_id, action, target_kind, target_id, before, after, address)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);

/** Append-only history of every change but spends, holds and renewals, which are their own history. */
@Injectable()
export class AuditService {
  /** Writes the entry in the transaction of the change, so that neither stands without the other. `at` is real time. */
  async record(manager: EntityManager, businessId: string, entry: AuditEntry, at: Date): Promise<void> {
    await execute(manager, RECORD, [businessId, ...columns(entry, at)]);
  }

  /** The same for what concerns no business: plans, features, test clocks. */
  async recordForOperators(manager: EntityManager, entry: AuditEntry, at: Date): Promise<void> {
    await execute(manager, RECORD_FOR_OPERATORS, columns(entry, at));
  }
}

const columns = ({ actor, action, target, before, after }: AuditEntry, at: Date): unknown[] => [
  newId(),
  at,
  actor.kind,
  actor.id,
  action,
  target.kind,
  target.id,
  before ?? null,
  after ?? null,
  currentAddress(),
];
