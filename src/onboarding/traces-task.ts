import { BELOW_ALL_IDS } from '../common/paging.js';
import type { EventsPlace } from '../events/index.js';
import type { LogSpan } from './erased-traces.sql.js';

/** People whose accounts are deleted, but who may still be named in logs and invitations. */
export interface Traces {
  userIds: string[];
  memberIds: string[];
  /** Their proven addresses, of which every business may have traces. */
  emails: string[];
  /**
   * Addresses that nobody has proved. They may be somebody else's, so only the person's own businesses are looked through for them.
   */
  unproven: { email: string; businessIds: string[] }[];
  /** The businesses whose logs may name them. */
  businessIds: string[];
}

/**
 * A task with its progress. The step `find` collects the former addresses of the people, those by which they joined, and the
 * invitations that they sent. The next steps remove the people from events and logs, and delete invitations to them. Exports come
 * last, because an export that is made before the other steps are done may still name the people.
 */
export interface TracesTask extends Traces {
  name: string;
  step: 'find' | 'events' | 'clean' | 'operators' | 'invitations' | 'exports';
  invitationIds: string[];
  /** The last entry of the operators' log that was looked at for changes of address; null after the end. */
  changesAfter: string | null;
  /** The place in `businessIds`. */
  place: number;
  /** The last entry of the log of that business that was looked at. */
  after: string;
  /** Where the next span of the events of that business begins; null for the first. */
  events: EventsPlace | null;
}

type Later = 'invitationIds' | 'unproven' | 'changesAfter' | 'events';
/** A task in the queue. That of an earlier release does not have all fields. */
export type QueuedTask = Omit<TracesTask, Later> & Partial<Pick<TracesTask, Later>>;

/** The unproven addresses that are erased in this business. */
export const unprovenIn = ({ unproven }: TracesTask, businessId: string): string[] =>
  unproven.filter(({ businessIds }) => businessIds.includes(businessId)).map(({ email }) => email);

/** All addresses that are erased in this business. */
export const addressesIn = (task: TracesTask, businessId: string): string[] => [
  ...task.emails,
  ...unprovenIn(task, businessId),
];

/** The next span of the same log, or the beginning of the next log. */
export const nextSpan = (task: TracesTask, { last }: LogSpan): TracesTask =>
  last === null ? { ...task, place: task.place + 1, after: BELOW_ALL_IDS } : { ...task, after: last };

/** Matches these texts as whole JSON strings. */
export const patternOf = (texts: string[]): string =>
  `"(?:${texts
    .map((text) =>
      JSON.stringify(text)
        .slice(1, -1)
        .replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('|')})"`;
