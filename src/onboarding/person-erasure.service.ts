import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { execute, query } from '../database/sql.js';
import { JobsService } from '../jobs/index.js';
import { ErasedTracesService } from './erased-traces.service.js';
import * as sql from './erasure.sql.js';

/** What was erased in a transaction, and what to do after its commit. */
export interface ErasedPeople {
  count: number;
  /** Erases their traces in logs, for at most `forMs`; a job does the rest. Call it only after the commit. */
  eraseTraces: (forMs: number) => Promise<void>;
}

/** Erases people from the database. */
@Injectable()
export class PersonErasureService {
  constructor(
    private readonly jobs: JobsService,
    private readonly traces: ErasedTracesService,
  ) {}

  /** Locks these users until the transaction ends. Call it before their memberships are removed. */
  async lock(manager: EntityManager, userIds: string[]): Promise<void> {
    await query(manager, sql.LOCK_USERS, { userIds });
  }

  /**
   * Erases up to `size` replaced refresh tokens of the people in `userIds` that `erase` would erase, and returns how many. Without
   * it, `erase` deletes all of them in one statement, by a cascade.
   */
  async eraseTokens(manager: EntityManager, userIds: string[], size: number): Promise<number> {
    await this.lock(manager, userIds);
    const people = await query(manager, sql.FIND_UNATTACHED, { userIds });
    return execute(manager, sql.DELETE_SPENT_TOKENS, { userIds: people.map(({ id }) => id), limit: size });
  }

  /**
   * Erases those of `userIds` who are members of no business and no operators: their accounts with sessions, links and queued
   * mails. The others stay as they are. It joins the transaction that removed their memberships. After the commit, `eraseTraces`
   * or a job erases the rest: their traces in the logs of operators and of businesses, their rate limits, and exports of their
   * businesses. An address that was never proven may be somebody else's, so it is erased in the person's own businesses alone.
   */
  async erase(manager: EntityManager, userIds: string[]): Promise<ErasedPeople> {
    await this.lock(manager, userIds);
    const people = await query(manager, sql.FIND_UNATTACHED, { userIds });
    if (people.length === 0) return { count: 0, eraseTraces: () => Promise.resolve() };
    const ids = people.map(({ id }) => id);
    const emails = people.filter(({ proven }) => proven).map(({ email }) => email);
    const unproven = people.filter(({ proven }) => !proven);
    const task = await this.traces.queue(manager, {
      userIds: ids,
      memberIds: people.flatMap(({ memberIds }) => memberIds),
      emails,
      unproven: unproven.map(({ email, businessIds }) => ({ email, businessIds })),
      businessIds: people.flatMap(({ businessIds }) => businessIds),
    });
    await this.jobs.emptyJobsAbout(manager, emails);
    await this.jobs.emptyJobsAboutAlone(
      manager,
      unproven.map(({ email }) => email),
    );
    await execute(manager, sql.DELETE_SESSIONS, { userIds: ids });
    await execute(manager, sql.DELETE_USERS, { userIds: ids });
    return { count: ids.length, eraseTraces: (forMs) => this.traces.erase(task, forMs) };
  }
}
