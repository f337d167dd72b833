import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BELOW_ALL_IDS } from '../common/paging.js';
import { AuditService, SYSTEM } from '../audit/index.js';
import { BusinessesService } from '../businesses/index.js';
import { newId } from '../common/ids.js';
import { JOB_PRIORITY, JobsService } from '../jobs/index.js';
import { execute, one, query } from '../database/sql.js';
import { EventErasureService, EventsService } from '../events/index.js';
import { RateLimitsService } from '../rate-limits/index.js';
import { answeredInvitation, type InvitationRow, Seats } from '../members/index.js';
import * as sql from './erased-traces.sql.js';
import {
  addressesIn,
  nextSpan,
  patternOf,
  type QueuedTask,
  type Traces,
  type TracesTask,
  unprovenIn,
} from './traces-task.js';

const TASK = 'erase-traces';
/** Milliseconds after which a job goes on with what the request of an erasure has not finished. */
const TAKEN_OVER_AFTER_MS = 30_000;
/** Milliseconds that one job works before it queues the rest as a new job. This is less than `JOB_LIMIT_MS`, the limit of a job. */
const JOB_MS = 15_000;
/** A business of any size may be erased, and each hundred of its people is a task. They must not delay mails. */
const priority = JOB_PRIORITY.background;
/** The fields that name a person in an audit entry about that person. */
const NAMES = ['name', 'firstName', 'lastName', 'email'];

/**
 * Removes people from the logs of operators and of businesses that stay. A log may have millions of entries and no index by
 * person, so this happens after the account is deleted, with one span of entries in each transaction. The transaction that
 * deletes the account queues a job, which goes on with what a server leaves. Doing a span twice does no harm.
 */
@Injectable()
export class ErasedTracesService implements OnModuleInit {
  private readonly logger = new Logger(ErasedTracesService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly jobs: JobsService,
    private readonly limits: RateLimitsService,
    private readonly seats: Seats,
    private readonly businesses: BusinessesService,
    private readonly recorded: EventErasureService,
    private readonly events: EventsService,
    private readonly audit: AuditService,
  ) {}

  onModuleInit(): void {
    this.jobs.handle<QueuedTask>(TASK, async (task) => {
      const { invitationIds = [], unproven = [], changesAfter = null, events = null } = task;
      const rest = await this.work({ ...task, invitationIds, unproven, changesAfter, events }, JOB_MS);
      if (rest !== null) await this.jobs.add(this.dataSource, TASK, rest, { afterMs: 1_000, priority });
    });
  }

  /** Queues the work in the caller's transaction, which deletes the accounts. */
  async queue(manager: EntityManager, traces: Traces): Promise<TracesTask> {
    const invited = await query(manager, sql.INVITED_BY, { emails: traces.emails });
    const businessIds = [...new Set([...traces.businessIds, ...invited.map(({ id }) => id)])];
    const name = `${TASK}:${newId()}`;
    const begin = { step: 'find' as const, invitationIds: [], place: 0, after: BELOW_ALL_IDS, events: null };
    const changesAfter = BELOW_ALL_IDS;
    const task: TracesTask = { ...traces, ...begin, changesAfter, businessIds, name };
    await this.jobs.add(manager, TASK, task, { afterMs: TAKEN_OVER_AFTER_MS, name, priority });
    return task;
  }

  /** Erases the traces, for at most `forMs`; a job does the rest. Call it after the commit. */
  async erase(task: TracesTask, forMs: number): Promise<void> {
    try {
      if ((await this.work(task, forMs)) === null) await this.jobs.drop(this.dataSource, task.name);
    } catch (error) {
      // The account is deleted, so the request succeeds. The job tries again.
      this.logger.warn(`Traces of erased people are left to a job: ${String(error)}`);
    }
  }

  /** Works for at most `forMs`, and returns the task with what remains; null when it is done. */
  private async work(task: TracesTask, forMs: number): Promise<TracesTask | null> {
    const end = performance.now() + forMs;
    for (let present: TracesTask | null = task; ;) {
      if (performance.now() > end) return present;
      present = await this.next(present);
      if (present === null) return null;
    }
  }

  /** Does one span, and returns the task with what remains; null when it is done. */
  private next(task: TracesTask): Promise<TracesTask | null> {
    return this.dataSource.transaction(async (manager) => {
      const { step, place, after, userIds, memberIds } = task;
      const businessId = task.businessIds[place];
      if (step === 'find') return this.find(manager, task, businessId);
      if (step === 'events' && businessId !== undefined) return this.scrubEvents(manager, task, businessId);
      if (step === 'events') return { ...task, step: 'clean', place: 0, after: BELOW_ALL_IDS };
      if (step === 'clean' && businessId !== undefined) {
        const pattern = patternOf([...addressesIn(task, businessId), ...userIds]);
        const values = { businessId, after, memberIds, userIds, pattern, names: NAMES };
        return nextSpan(task, await one(manager, sql.SCRUB_BUSINESS, values));
      }
      if (step === 'clean') return { ...task, step: 'operators', after: BELOW_ALL_IDS };
      if (step === 'operators') {
        const ids = [...userIds, ...memberIds];
        const values = { after, ids, pattern: patternOf([...task.emails, ...ids]) };
        const { last } = await one(manager, sql.SCRUB_OPERATORS, values);
        return last === null ? { ...task, step: 'invitations' } : { ...task, after: last };
      }
      if (step === 'invitations') {
        const deleted = await query(manager, sql.DELETE_INVITATIONS, { emails: task.emails });
        await this.recordDeletedInvitations(manager, deleted);
        return deleted.length > 0 ? task : { ...task, step: 'exports', place: 0 };
      }
      if (businessId === undefined) return null;
      await execute(manager, sql.DELETE_EXPORTS, { businessId });
      return { ...task, place: place + 1 };
    });
  }

  private async find(
    manager: EntityManager,
    task: TracesTask,
    businessId: string | undefined,
  ): Promise<TracesTask> {
    if (task.changesAfter !== null) return this.findFormer(manager, task, task.changesAfter);
    if (businessId === undefined) {
      await this.limits.erase(manager, [...task.userIds, ...task.emails]);
      await this.jobs.emptyJobsAbout(manager, task.emails);
      const businessIds = await this.alsoInvitedBy(manager, task);
      return { ...task, step: 'events', place: 0, events: null, businessIds };
    }
    const { after, memberIds } = task;
    const sent = after === BELOW_ALL_IDS ? await this.beginBusiness(manager, task, businessId) : [];
    const span = await one(manager, sql.FIND_ADDRESSES, { businessId, after, memberIds });
    return {
      ...nextSpan(task, span),
      emails: [...new Set([...task.emails, ...span.emails])],
      invitationIds: [...task.invitationIds, ...sent.map(({ id }) => id), ...span.invitationIds],
    };
  }

  private async findFormer(manager: EntityManager, task: TracesTask, after: string): Promise<TracesTask> {
    const values = { after, userIds: task.userIds };
    const { last, emails } = await one(manager, sql.FIND_FORMER_ADDRESSES, values);
    return { ...task, changesAfter: last, emails: [...new Set([...task.emails, ...emails])] };
  }

  /** The businesses of the task, and those that invited an address that was found on the way. */
  private async alsoInvitedBy(
    manager: EntityManager,
    { businessIds, emails }: TracesTask,
  ): Promise<string[]> {
    const invited = await query(manager, sql.INVITED_BY, { emails });
    return [...new Set([...businessIds, ...invited.map(({ id }) => id)])];
  }

  /** Changes the invitations of a business once, and returns those that the people sent. */
  private async beginBusiness(manager: EntityManager, task: TracesTask, businessId: string) {
    const emails = unprovenIn(task, businessId);
    if (emails.length > 0) {
      const values = { businessId, emails };
      await this.recordDeletedInvitations(manager, await query(manager, sql.DELETE_INVITATIONS_OF, values));
    }
    return query(manager, sql.UNNAME_SENDER, { businessId, memberIds: task.memberIds });
  }

  private async scrubEvents(
    manager: EntityManager,
    task: TracesTask,
    businessId: string,
  ): Promise<TracesTask> {
    const { memberIds, invitationIds } = task;
    const emails = addressesIn(task, businessId);
    const patterns = { addresses: patternOf(emails), person: patternOf([...emails, ...memberIds]) };
    const person = { memberIds, invitationIds, patterns };
    const events = await this.recorded.scrub(manager, businessId, person, task.events);
    return events === null ? { ...task, place: task.place + 1, events } : { ...task, events };
  }

  /** Ends what depends on deleted invitations. An open invitation held a seat, which becomes free. */
  private async recordDeletedInvitations(manager: EntityManager, deleted: InvitationRow[]): Promise<void> {
    for (const invitation of deleted.filter(({ status }) => status === 'pending')) {
      const { businessId, id } = invitation;
      await this.seats.free(manager, businessId, id);
      const target = { kind: 'invitation', id };
      await this.audit.record(manager, businessId, { by: SYSTEM, action: 'invitation.revoked', target });
      const now = await this.businesses.timeOf(manager, businessId);
      await this.events.record(
        manager,
        answeredInvitation({ ...invitation, email: 'erased' }, 'revoked', now),
      );
    }
  }
}
