import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ActorsService, AuditService, SYSTEM } from '../../audit/index.js';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { beforeId, type Page, pageLimit, type PageQuery, toPage } from '../../common/paging.js';
import type { OperatorKeyScope } from '../../common/principal.js';
import { DomainError, NotFound, ValidationFailed, WrongState } from '../../common/domain-error.js';
import { execute, maybeOne, query } from '../../database/sql.js';
import { newOperatorKey } from './operator-key.js';
import * as sql from './operator-keys.sql.js';
import type { NewOperatorKeyView, OperatorKeyView } from './operator-key.view.js';
import type { OperatorsManager } from '../operators.service.js';

/** The properties of a new operator key. */
export interface NewOperatorKey {
  name: string;
  /** By default `admin` alone. */
  scopes?: readonly OperatorKeyScope[];
  /** The addresses and networks from which the key may be used. By default everywhere. */
  networks?: readonly string[] | null;
  expiresAt?: Date | null;
}

/**
 * Operator keys, which the product's backend uses. A key is shown once, stored as a hash, and valid until it expires or is revoked.
 */
@Injectable()
export class OperatorKeysService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: AuditService,
    private readonly actors: ActorsService,
    private readonly clock: Clock,
  ) {}

  /** Lists the keys that are not revoked, newest first. */
  async list(page: PageQuery): Promise<Page<OperatorKeyView>> {
    const values = { before: beforeId(page), limit: pageLimit(page) + 1 };
    return toPage(await query(this.dataSource, sql.LIST_OPERATOR_KEYS, values), page, (row) => row);
  }

  /**
   * Makes a key for the operator `userId`. With the scope `admin` the key acts as this operator. Only this answer shows the key.
   *
   * @throws NotFound for a user who is not an operator; ValidationFailed for an expiry in the past
   */
  async make(by: OperatorsManager, userId: string, wanted: NewOperatorKey): Promise<NewOperatorKeyView> {
    const { expiresAt = null } = wanted;
    if (expiresAt !== null && expiresAt <= this.clock.now())
      throw new ValidationFailed([{ field: 'expiresAt', message: 'must lie in the future' }]);
    return this.dataSource.transaction(async (manager) => {
      await this.actors.confirm(manager, by ?? SYSTEM);
      const key = await this.insert(manager, userId, wanted);
      const { id, name, lastFour, scopes, networks } = key;
      const after = { name, lastFour, userId, scopes, networks, expiresAt };
      const target = { kind: 'operator_key', id };
      await this.audit.recordForOperators(manager, {
        by: by ?? SYSTEM,
        action: 'operator_key.created',
        target,
        after,
      });
      return key;
    });
  }

  /**
   * Makes the successor of a key, with the same properties and the same expiry. With the scope `admin` it acts as the operator who
   * rotates it. The old key stays valid for `overlapSeconds`; with 0 it is revoked at once.
   *
   * @throws NotFound; DomainError `wrong_state` for a key that has expired, or has no scopes or no operator left
   */
  async rotate(by: OperatorsManager, id: string, overlapSeconds: number): Promise<NewOperatorKeyView> {
    const now = this.clock.now();
    return this.dataSource.transaction(async (manager) => {
      await this.actors.confirm(manager, by ?? SYSTEM);
      const before = await maybeOne(manager, sql.LOCK_OPERATOR_KEY, { id });
      if (before === undefined) throw new NotFound('key');
      if (before.expiresAt !== null && before.expiresAt <= now) throw unusable('expired');
      if (before.scopes.length === 0) throw unusable('without_scopes');
      const userId = by?.userId ?? before.operator?.id ?? before.madeBy?.id;
      if (userId === undefined) throw unusable('without_maker');
      const key = await this.insert(manager, userId, { ...before, expiresAt: before.fullExpiry });
      await (overlapSeconds === 0
        ? query(manager, sql.REVOKE_OPERATOR_KEY, { id, now })
        : execute(manager, sql.END_OPERATOR_KEY, {
            id,
            at: new Date(now.getTime() + overlapSeconds * 1_000),
          }));
      const after = { replaces: id, lastFour: key.lastFour, userId, overlapSeconds };
      const target = { kind: 'operator_key', id: key.id };
      await this.audit.recordForOperators(manager, {
        by: by ?? SYSTEM,
        action: 'operator_key.rotated',
        target,
        after,
      });
      return key;
    });
  }

  /** Revokes a key for ever, from the next request on. @throws NotFound, also when it is revoked already */
  async revoke(by: OperatorsManager, id: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      // This comes before the key, because the removal of an operator also locks the operators first and then their keys.
      await this.actors.confirm(manager, by ?? SYSTEM);
      const before = await maybeOne(manager, sql.REVOKE_OPERATOR_KEY, { id, now: this.clock.now() });
      if (before === undefined) throw new NotFound('key');
      const target = { kind: 'operator_key', id };
      await this.audit.recordForOperators(manager, {
        by: by ?? SYSTEM,
        action: 'operator_key.revoked',
        target,
        before: { ...before },
      });
    });
  }

  /** Notes that a key was used, exact to a minute. */
  async noteUse(hash: string, now: Date): Promise<void> {
    await execute(this.dataSource, sql.NOTE_USE, { hash, now });
  }

  private async insert(
    manager: EntityManager,
    userId: string,
    { name, scopes = ['admin'], networks = null, expiresAt = null }: NewOperatorKey,
  ): Promise<NewOperatorKeyView> {
    const { apiKey, hash, lastFour } = newOperatorKey();
    const now = this.clock.now();
    const values = { id: newId(), userId, name, hash, lastFour, scopes, networks, expiresAt, now };
    await this.actors.lockOperator(manager, userId);
    const key = await maybeOne(manager, sql.INSERT_OPERATOR_KEY, values);
    if (key === undefined) throw new NotFound('operator');
    return { ...key, apiKey };
  }
}

const unusable = (state: string): DomainError =>
  new WrongState(state, 'Nobody can use this key any more. Make a new one.');
