import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { execute, query } from '../database/sql.js';
import { EventErasureService } from '../events/index.js';
import { JobsService } from '../mail/index.js';
import { RateLimitsService } from '../rate-limits/index.js';
import * as sql from './erasure.sql.js';

interface Person {
  id: string;
  email: string;
  /** The addresses with which the person joined businesses, if they have changed since. */
  formerEmails: string[];
  /** The ids of the person as a member. */
  memberIds: string[];
  businessIds: string[];
}

/** Erases people from the database. */
@Injectable()
export class PersonErasureService {
  constructor(
    private readonly jobs: JobsService,
    private readonly limits: RateLimitsService,
    private readonly events: EventErasureService,
  ) {}

  /** Locks these users until the transaction ends. It is called before their memberships are removed. */
  async lock(manager: EntityManager, userIds: string[]): Promise<void> {
    await query(manager, sql.LOCK_USERS, [userIds]);
  }

  /**
   * Erases those of `userIds` who are members of no business and not operators: their accounts with sessions, links, queued
   * mails, rate limits, and their traces in the logs of operators and of businesses that they left. The others stay as they are.
   * Joins the transaction that removed their memberships, and answers how many were erased.
   */
  async erase(manager: EntityManager, userIds: string[]): Promise<number> {
    await this.lock(manager, userIds);
    const people = await query<Person>(manager, sql.FIND_UNATTACHED, [userIds]);
    if (people.length === 0) return 0;
    const ids = people.map(({ id }) => id);
    const emails = people.flatMap(addressesOf);
    const allIds = [...ids, ...people.flatMap(({ memberIds }) => memberIds)];
    await execute(manager, sql.SCRUB_OPERATOR_AUDIT, [allIds, emails]);
    for (const person of people) await this.scrubBusinesses(manager, person);
    await this.jobs.takeBack(manager, emails);
    await this.limits.erase(manager, [...ids, ...emails]);
    await execute(manager, sql.DELETE_SESSIONS, [ids]);
    await execute(manager, sql.DELETE_USERS, [ids]);
    return ids.length;
  }

  private async scrubBusinesses(manager: EntityManager, person: Person): Promise<void> {
    const ids = [person.id, ...person.memberIds];
    for (const businessId of new Set(person.businessIds))
      for (const email of addressesOf(person)) {
        await execute(manager, sql.SCRUB_AUDIT, [businessId, ids, email]);
        await execute(manager, sql.DELETE_INVITATIONS, [businessId, email]);
        await this.events.scrub(manager, businessId, ids, email);
      }
  }
}

const addressesOf = ({ email, formerEmails }: Person): string[] => [email, ...formerEmails];
