import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { execute, query } from '../database/sql.js';
import * as sql from './erasure.sql.js';

interface Person {
  id: string;
  email: string;
}

/** Takes people out of the database. */
@Injectable()
export class PersonErasureService {
  /** Keeps these users as they are until the transaction ends. Called before their memberships are taken away. */
  async lock(manager: EntityManager, userIds: string[]): Promise<void> {
    await query(manager, sql.LOCK_USERS, [userIds]);
  }

  /**
   * Erases the accounts of those of `userIds` who are members of no business and run nothing, with whatever else is kept
   * about them. The others stay as they are. Joins the transaction that took their memberships away, and answers how many
   * people were erased.
   */
  async erase(manager: EntityManager, userIds: string[]): Promise<number> {
    await this.lock(manager, userIds);
    const people = await query<Person>(manager, sql.FIND_UNATTACHED, [userIds]);
    const ids = people.map(({ id }) => id);
    await execute(manager, sql.DELETE_SESSIONS, [ids]);
    await execute(manager, sql.DELETE_USERS, [ids]);
    return ids.length;
  }
}
