import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService, SYSTEM } from '../audit/index.js';
import { newId } from '../common/ids.js';
import { execute, one, query } from '../database/sql.js';
import { EventErasureService, type EventsPlace } from '../events/index.js';
import { JobsService } from '../mail/index.js';
import { RateLimitsService } from '../rate-limits/index.js';
import { Seats } from '../members/index.js';
import * as sql from './erased-traces.sql.js';

const TASK = 'erase-traces';
/** Milliseconds after which a job takes over what the request that erased somebody has not finished. */
const TAKEN_OVER_AFTER_MS = 30_000;
/** Milliseconds that one job works before it hands the rest to the next one: jobs end after 30 s. */
const JOB_MS = 15_000;
const FIRST = '00000000-0000-0000-0000-000000000000';
/** What names somebody in an entry about them. */
const NAMES = ['name', 'firstName', 'lastName', 'email'];

/** People whose accounts are gone, and who may still stand in logs and invitations. */
export interface Traces {
  userIds: string[];
  memberIds: string[];
  emails: string[];
  /** The businesses whose logs may name them. */
  businessIds: string[];
}

/**
 * How far the work is: first the addresses are found by which they joined, and the invitations that they sent. Then all events
 * and logs are cleaned of them. Exports of these businesses, which show the same, go last: one that was read before the end may
 * still tell of them.
 */
interface Task extends Traces {
  name: string;
  step: 'find' | 'events' | 'clean' | 'operators' | 'invitations' | 'exports';
  invitationIds: string[];
  /** The place in `businessIds`, and the last entry of that log. */
  place: number;
  after: string;
  /** Where the next span of the events of that business begins; null for the first. */
  events: EventsPlace | null;
}

/**
 * Takes people out of the logs of operators and of businesses that go on. A log may have millions of entries and no index by
 * person, so this happens after the account is gone, a span of entries in a transaction. What a server leaves undone, a job
 * goes on with: it is queued in the transaction that takes the account away, and doing a span twice does nothing.
 */
@Injectable()
export class ErasedTracesService implements OnModuleInit {
  private readonly logger = new Logger(ErasedTracesService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly jobs: JobsService,
    private readonly limits: RateLimitsService,
    private readonly seats: Seats,
    private readonly events: EventErasureService,
    private readonly audit: AuditService,
  ) {}

  onModuleInit(): void {
    this.jobs.handle<Task>(TASK, async (task) => {
      // A task of the release before says neither.
      const left = await this.work(
        { ...task, invitationIds: task.invitationIds ?? [], events: task.events ?? null },
        JOB_MS,
      );
      if (left !== null) await this.jobs.add(this.dataSource, TASK, left, { afterMs: 1_000 });
    });
  }

  /** Notes in the caller's transaction, which takes the accounts away, that their traces are to be erased. */
  async owe(manager: EntityManager, traces: Traces): Promise<Task> {
    const invited = await query(manager, sql.INVITED_BY, { emails: traces.emails });
    const businessIds = [...new Set([...traces.businessIds, ...invited.map(({ id }) => id)])];
    const name = `${TASK}:${newId()}`;
    const begin = { step: 'find' as const, invitationIds: [], place: 0, after: FIRST, events: null };
    const task: Task = { ...traces, ...begin, businessIds, name };
    await this.jobs.add(manager, TASK, task, { afterMs: TAKEN_OVER_AFTER_MS, name });
    return task;
  }

  /** Erases them after the commit, for `forMs` at most: a job does the rest. */
  async erase(task: Task, forMs: number): Promise<void> {
    try {
      if ((await this.work(task, forMs)) === null) await this.jobs.drop(this.dataSource, task.name);
    } catch (error) {
      // The account is gone, and whoever asked is told so. The job tries again.
      this.logger.warn(`Traces of erased people are left to a job: ${String(error)}`);
    }
  }

  /** Answers the work that is left after `forMs`; null when nothing is left. */
  private async work(task: Task, forMs: number): Promise<Task | null> {
    const end = performance.now() + forMs;
    for (let present: Task | null = task; ;) {
      if (performance.now() > end) return present;
      present = await this.next(present);
      if (present === null) return null;
    }
  }

  /** One span. */
  private next(task: Task): Promise<Task | null> {
    return this.dataSource.transaction(async (manager) => {
      const { step, place, after, userIds, memberIds } = task;
      const businessId = task.businessIds[place];
      if (step === 'find') return this.find(manager, task, businessId);
      if (step === 'events' && businessId !== undefined) return this.scrubEvents(manager, task, businessId);
      if (step === 'events') return { ...task, step: 'clean', place: 0, after: FIRST };
      if (step === 'clean' && businessId !== undefined) {
        const pattern = patternOf([...task.emails, ...userIds]);
        const values = { businessId, after, memberIds, userIds, pattern, names: NAMES };
        return nextSpan(task, await one(manager, sql.SCRUB_BUSINESS, values));
      }
      if (step === 'clean') return { ...task, step: 'operators', after: FIRST };
      if (step === 'operators') {
        const ids = [...userIds, ...memberIds];
        const values = { after, ids, pattern: patternOf([...task.emails, ...ids]) };
        const { last } = await one(manager, sql.SCRUB_OPERATORS, values);
        return last === null ? { ...task, step: 'invitations' } : { ...task, after: last };
      }
      if (step === 'invitations') {
        const more = (await this.deleteInvitations(manager, task.emails)) > 0;
        return more ? task : { ...task, step: 'exports', place: 0 };
      }
      if (businessId === undefined) return null;
      await execute(manager, sql.DELETE_EXPORTS, { businessId });
      return { ...task, place: place + 1 };
    });
  }

  private async find(manager: EntityManager, task: Task, businessId: string | undefined): Promise<Task> {
    if (businessId === undefined) {
      await this.limits.erase(manager, [...task.userIds, ...task.emails]);
      await this.jobs.takeBack(manager, task.emails);
      return { ...task, step: 'events', place: 0, events: null };
    }
    const { after, memberIds } = task;
    const span = await one(manager, sql.FIND_ADDRESSES, { businessId, after, memberIds });
    return {
      ...nextSpan(task, span),
      emails: [...new Set([...task.emails, ...span.emails])],
      invitationIds: [...task.invitationIds, ...span.invitationIds],
    };
  }

  private async scrubEvents(manager: EntityManager, task: Task, businessId: string): Promise<Task> {
    const { emails, memberIds, invitationIds } = task;
    const patterns = { addresses: patternOf(emails), person: patternOf([...emails, ...memberIds]) };
    const person = { memberIds, invitationIds, patterns };
    const events = await this.events.scrub(manager, businessId, person, task.events);
    return events === null ? { ...task, place: task.place + 1, events } : { ...task, events };
  }

  /** The seat that an open one held is free. */
  private async deleteInvitations(manager: EntityManager, emails: string[]): Promise<number> {
    const deleted = await query(manager, sql.DELETE_INVITATIONS, { emails });
    for (const { businessId, id } of deleted.filter(({ status }) => status === 'pending')) {
      await this.seats.free(manager, businessId, id);
      const target = { kind: 'invitation', id };
      await this.audit.record(manager, businessId, { by: SYSTEM, action: 'invitation.revoked', target });
    }
    return deleted.length;
  }
}

/** The next span of the same log, or the beginning of the next log. */
const nextSpan = (task: Task, { last }: sql.LogSpan): Task =>
  last === null ? { ...task, place: task.place + 1, after: FIRST } : { ...task, after: last };

/** Matches these texts as whole JSON strings. */
const patternOf = (texts: string[]): string =>
  `"(?:${texts
    .map((text) =>
      JSON.stringify(text)
        .slice(1, -1)
        .replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('|')})"`;
