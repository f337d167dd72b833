import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { didNothing } from '../../common/domain-error.js';
import { newId } from '../../common/ids.js';
import { execute, maybeOne, one } from '../../database/sql.js';
import type { KeyedRequest } from './idempotency-key.js';
import { keyInProgress, keyReused } from './idempotency.errors.js';
import * as sql from './idempotency.sql.js';
import type { RecordRow } from './idempotency.rows.js';

/** How long a twin waits for the first request. */
const WAIT_LIMIT_MS = 1_000;
/** How long a twin waits between two attempts. */
const PAUSE_MS = 20;

/** The owner of the keys: the bots of a business, or one operator at one business. */
export interface KeySpace {
  businessId: string;
  account: string;
}

/** Answers a repeated request with the first answer. It stores only successes, in the transaction that makes them. */
@Injectable()
export class IdempotencyService {
  private readonly underWay = new Map<string, UnderWay>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs `work` in a transaction. If the key was used before, it returns the first answer instead. `work` gets the id of the record
   * that will have its answer.
   *
   * @throws DomainError `idempotency_key_reused`; `idempotency_in_progress` after a second of waiting for a twin.
   */
  async once<T>(
    { businessId, account }: KeySpace,
    keyed: KeyedRequest | null,
    work: (manager: EntityManager, id: string | null) => Promise<T>,
  ): Promise<T> {
    if (keyed === null) return this.dataSource.transaction((manager) => work(manager, null));
    const answered = await this.retryUntil(async () =>
      this.dataSource.transaction(async (manager) => {
        const names = { businessIds: [businessId], keys: [keyed.key] };
        const taken = await maybeOne(manager, sql.TAKE_KEYS, names);
        const record = await maybeOne(manager, sql.FIND_RECORDS, { ...names, account });
        if (record !== undefined) return { answer: replay<T>(record, keyed) };
        if (taken?.free !== true) return null;
        const id = newId();
        const answer = await work(manager, id);
        const kept = {
          businessId,
          account,
          key: keyed.key,
          id,
          fingerprint: keyed.fingerprint,
          now: this.clock.now(),
          answer: JSON.stringify(answer),
        };
        await execute(manager, sql.STORE_ANSWER, kept);
        return { answer };
      }),
    );
    return answered.answer;
  }

  /**
   * Runs `work` that calls another system, so that it cannot be one transaction. It first reserves the key with an id. The id stays
   * if a server dies or an answer is lost, and `work` must do nothing twice that it did under the same id. A twin may run `work` at
   * the same time. If `work` is refused, the key is free again.
   *
   * @throws DomainError `idempotency_key_reused`; `idempotency_in_progress` when the key is locked for a second.
   */
  async resumed<T>(
    { businessId, account }: KeySpace,
    keyed: KeyedRequest,
    work: (id: string) => Promise<T>,
  ): Promise<T> {
    const { key, fingerprint } = keyed;
    const request = { businessId, account, key, fingerprint };
    const record = await this.retryUntil(() =>
      this.dataSource.transaction(async (manager) => {
        const taken = await maybeOne(manager, sql.TAKE_KEYS, { businessIds: [businessId], keys: [key] });
        if (taken?.free !== true) return null;
        return one(manager, sql.RESERVE, { ...request, id: newId(), now: this.clock.now() });
      }),
    );
    if (!record.pending || !record.fingerprint.equals(fingerprint)) return replay<T>(record, keyed);
    const { id } = record;
    try {
      const answer = await work(id);
      const kept = { ...request, id, now: this.clock.now(), answer: JSON.stringify(answer) };
      await execute(this.dataSource, sql.STORE_RESERVED, kept);
      return answer;
    } catch (error) {
      if (didNothing(error)) await execute(this.dataSource, sql.DELETE_RESERVATION, { businessId, id });
      throw error;
    }
  }

  /** Repeats `attempt` until it has a result, for at most a second. @throws DomainError `idempotency_in_progress` */
  async retryUntil<T>(attempt: () => Promise<T | null>): Promise<T> {
    const giveUp = performance.now() + WAIT_LIMIT_MS;
    for (;;) {
      const result = await attempt();
      if (result !== null) return result;
      if (performance.now() >= giveUp) throw keyInProgress();
      await sleep(PAUSE_MS);
    }
  }

  /** Whether a twin is running on this server, so that `shared` would wait for it. */
  isShared(businessId: string, keyed: KeyedRequest): boolean {
    return this.underWay.has(nameOf(businessId, keyed));
  }

  /**
   * Runs `work`, or returns the answer of a twin on this server, so that twins do not meet in the database. `work` returns a
   * success or throws. If it throws, the next twin runs its own work.
   *
   * @throws DomainError `idempotency_key_reused`; `idempotency_in_progress` when the twin does not end within a second.
   */
  async shared<T>(businessId: string, keyed: KeyedRequest, work: () => Promise<T>): Promise<T> {
    const name = nameOf(businessId, keyed);
    const giveUp = performance.now() + WAIT_LIMIT_MS;
    for (let twin = this.underWay.get(name); twin !== undefined; twin = this.underWay.get(name)) {
      const late = sleep(Math.max(0, giveUp - performance.now()), 'late' as const, { ref: false });
      const outcome = await Promise.race([twin.done, late]);
      if (outcome === 'late') throw keyInProgress();
      if (outcome === 'refused') continue;
      if (!twin.fingerprint.equals(keyed.fingerprint)) throw keyReused();
      keyed.replayed();
      return outcome.answer as T;
    }
    const working = work();
    const done = working.then(
      (answer) => ({ answer }),
      () => 'refused' as const,
    );
    this.underWay.set(name, { fingerprint: keyed.fingerprint, done });
    void done.then(() => this.underWay.delete(name));
    return working;
  }
}

interface UnderWay {
  fingerprint: Buffer;
  done: Promise<{ answer: unknown } | 'refused'>;
}

const nameOf = (businessId: string, { key }: KeyedRequest): string => `${businessId} ${key}`;

function replay<T>(record: Pick<RecordRow, 'fingerprint' | 'answer'>, keyed: KeyedRequest): T {
  if (record.answer === null || !record.fingerprint.equals(keyed.fingerprint)) throw keyReused();
  keyed.replayed();
  return record.answer as T;
}
