import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Actor, AuditService, SYSTEM } from '../audit/index.js';
import { Clock } from '../common/clock.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { DomainError, NotFound, WrongState } from '../common/domain-error.js';
import { isHeldUp } from '../database/outage.js';
import { execute, maybeOne } from '../database/sql.js';
import { JobsService } from '../jobs/index.js';
import { ErasureChunksService } from './erasure-chunks.service.js';
import * as sql from './erasure.sql.js';
import type { ErasedView } from './erasure.view.js';

const TASK = 'erase-business';
/** Milliseconds for which a request erases. Then it answers, and a job goes on. */
const REQUEST_MS = 10_000;
/** Milliseconds after which a job goes on with what the request has not finished. */
const TAKEN_OVER_AFTER_MS = 20_000;
/** Milliseconds that one job works. This is less than `JOB_LIMIT_MS`, the limit of a job. */
const JOB_MS = 15_000;
/** How many rows one transaction deletes at first. */
const CHUNK = 5_000;
/** How few rows a transaction deletes at last, if more take too long. */
const SMALLEST_CHUNK = 50;
/** Milliseconds for erasing the traces of people in logs of other businesses and operators, after each chunk of people. */
const TRACES_MS = 5_000;

/** Erases a closed business from the database, with everything that belongs to it. */
@Injectable()
export class ErasureService implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly chunks: ErasureChunksService,
    private readonly jobs: JobsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle<{ businessId: string }>(TASK, ({ businessId }) => this.goOn(businessId));
  }

  /**
   * Erases every row of a closed business, with its audit log and queued mails. Also erases the people who belong to no other
   * business, including those who were removed earlier. An entry in the operators' log stays, with the numbers of this report and
   * without a name. If several requests come at once, one of them erases.
   *
   * The work is done in chunks. Once it has begun it will be finished, by this request or by a job of any server.
   *
   * @throws NotFound; DomainError `wrong_state` for a business that is not closed, or is being erased; `unavailable` when it
   * takes longer than ten seconds: a job then goes on.
   */
  async erase(operator: OperatorPrincipal, businessId: string): Promise<ErasedView> {
    await this.begin(operator, businessId);
    const erased = await this.work(businessId, operator, REQUEST_MS);
    if (erased !== null) return erased;
    throw new DomainError(
      'unavailable',
      'The business is large. Its erasure has begun, and goes on by itself.',
    );
  }

  private begin(operator: OperatorPrincipal, businessId: string): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      const business = await maybeOne(manager, sql.LOCK_BUSINESS, { businessId });
      if (business === undefined) throw new NotFound('business');
      if (business.closedAt === null) throw new WrongState('open', 'Only a closed business can be erased.');
      const now = this.clock.now();
      if ((await execute(manager, sql.BEGIN_ERASURE, { businessId, now })) === 0)
        throw new WrongState('being_erased', 'The business is being erased already.');
      await execute(manager, sql.REMEMBER_CUSTOMERS, { businessId, now });
      const target = { kind: 'business', id: businessId };
      await this.audit.recordForOperators(manager, {
        by: operator,
        action: 'business.erasure_begun',
        target,
      });
      const later = { afterMs: TAKEN_OVER_AFTER_MS, name: nameOf(businessId) };
      await this.jobs.add(manager, TASK, { businessId }, later);
    });
  }

  /** Goes on with what a request, or the previous job, has not finished. */
  private async goOn(businessId: string): Promise<void> {
    if ((await this.work(businessId, SYSTEM, JOB_MS)) === null)
      await this.jobs.add(this.dataSource, TASK, { businessId }, { afterMs: 1_000 });
  }

  /**
   * Works for `forMs`, and returns the report when all is erased, else null.
   *
   * @throws NotFound when somebody else has finished.
   */
  private async work(businessId: string, by: Actor, forMs: number): Promise<ErasedView | null> {
    const end = performance.now() + forMs;
    for (let size = CHUNK; performance.now() < end;) {
      try {
        const erased = await this.chunk(businessId, by, size);
        if (erased !== null) return erased;
        size = Math.min(CHUNK, 2 * size);
      } catch (error) {
        if (!isHeldUp(error) || size <= SMALLEST_CHUNK) throw error;
        size = Math.ceil(size / 4);
      }
    }
    return null;
  }

  /** Erases a chunk in one transaction. Returns the report if it was the last, else null. */
  private async chunk(businessId: string, by: Actor, size: number): Promise<ErasedView | null> {
    const { erased, eraseTraces } = await this.dataSource.transaction(async (manager) => {
      const done = await this.chunks.next(manager, businessId, size);
      if (done.more) return { erased: null, eraseTraces: done.eraseTraces };
      const { rows, people } = done;
      const target = { kind: 'business', id: businessId };
      const after = { rows, people };
      await this.audit.recordForOperators(manager, { by, action: 'business.erased', target, after });
      await this.jobs.drop(manager, nameOf(businessId));
      return { erased: { businessId, rows, people }, eraseTraces: done.eraseTraces };
    });
    await eraseTraces(TRACES_MS);
    return erased;
  }
}

const nameOf = (businessId: string): string => `${TASK}:${businessId}`;
