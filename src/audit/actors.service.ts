import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../common/clock.js';
import { DomainError, sessionEnded } from '../common/domain-error.js';
import type { OperatorPrincipal, Principal } from '../common/principal.js';
import { isDistributed, maybeOne, one, query } from '../database/sql.js';
import * as sql from './actors.sql.js';

/** An actor without a principal: a person who uses a mailed link, a member who joins, or the service itself. */
export interface OtherActor {
  readonly kind: 'user' | 'member' | 'system';
  readonly id: string | null;
  /** The network address of the request; absent for work of the service itself. */
  readonly address?: string;
}

/** Who made a change. It holds no secret. */
export type Actor = Principal | OtherActor;

export interface SystemActor extends OtherActor {
  readonly kind: 'system';
  readonly id: null;
}

/** The service itself, at its start or when a cycle ends. */
export const SYSTEM: SystemActor = { kind: 'system', id: null };

/** Says whether the one who makes a change may still make it. */
@Injectable()
export class ActorsService {
  /**
   * The transactions whose actor was confirmed. They are not checked again, because the transaction itself may end the session or
   * the key of the actor.
   */
  private readonly confirmed = new WeakSet<EntityManager>();

  constructor(private readonly clock: Clock) {}

  /**
   * Checks again that the actor's session has not ended, or that their operator key is valid. An operator must still be one, and
   * stays one until the transaction ends. The guard may have checked this seconds ago, because a request waits in queues and for
   * locks. Changes are audited, so each change is checked here, once in its transaction. A transaction that ends the actor's own
   * session or key calls this first. A transaction that locks another operator calls `OperatorsService.lock` first, then this.
   *
   * @throws DomainError `unauthenticated` when the operator was removed, or the session or the key has ended, since the request was
   *   admitted; `unavailable` as `lockOperator` throws it
   */
  async confirm(manager: EntityManager, by: Actor): Promise<void> {
    if (by.kind === 'bot' || 'id' in by || this.confirmed.has(manager)) return;
    if (by.kind === 'operator') await this.confirmOperator(manager, by);
    // Read after the lock of the operator: a statement sees what was committed before it began, not what it waited for.
    if ('sessionId' in by && by.sessionId !== null)
      await this.confirmSession(manager, by.userId, by.sessionId);
    else await this.confirmKey(manager, 'keyId' in by ? by.keyId : undefined);
    this.confirmed.add(manager);
  }

  /** Checks an operator key again. @throws DomainError `unauthenticated` when it was revoked or has expired */
  async confirmKey(manager: EntityManager, keyId: string | undefined): Promise<void> {
    const now = this.clock.now();
    if (keyId !== undefined && (await maybeOne(manager, sql.LIVE_KEY, { keyId, now })) !== undefined) return;
    throw new DomainError('unauthenticated', 'The key was revoked or has expired.');
  }

  /**
   * On a distributed database, keeps an operator from being removed until the transaction ends. On others, a row lock does.
   *
   * @throws DomainError `unavailable` while the operator is being changed
   */
  async lockOperator(manager: EntityManager, userId: string): Promise<void> {
    if (!isDistributed(manager) || (await one(manager, sql.TRY_LOCK_OPERATOR, { userId })).locked) return;
    throw new DomainError('unavailable', 'The operator is being changed. Nothing was done. Try again.');
  }

  /** On a distributed database, waits until the running changes by an operator are done. On others, a row lock does. */
  async awaitOperator(manager: EntityManager, userId: string): Promise<void> {
    if (isDistributed(manager)) await query(manager, sql.AWAIT_OPERATOR, { userId });
  }

  private async confirmOperator(manager: EntityManager, { userId }: OperatorPrincipal): Promise<void> {
    await this.lockOperator(manager, userId);
    if ((await maybeOne(manager, sql.LOCK_OPERATOR_SHARED, { userId })) !== undefined) return;
    throw new DomainError('unauthenticated', 'You were removed a moment ago.');
  }

  private async confirmSession(manager: EntityManager, userId: string, sessionId: string): Promise<void> {
    if ((await maybeOne(manager, sql.LIVE_SESSION, { userId, sessionId })) !== undefined) return;
    throw sessionEnded();
  }
}

/** The id of an actor; null for the service itself. */
export function idOfActor(by: Actor): string | null {
  if ('id' in by) return by.id;
  if (by.kind === 'bot') return by.botId;
  if (by.kind === 'member') return by.memberId;
  return by.kind === 'service' ? by.keyId : by.userId;
}
