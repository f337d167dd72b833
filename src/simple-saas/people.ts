import { isAddress } from '../common/validation.js';
import { type NewUser, parseDjangoHash } from '../users/index.js';
import type { Dump, Row } from './dump.js';
import type { ImportMap } from './import-map.js';
import { nameOf } from './name-of.js';
import type { Doubt } from './report.js';

/** A person of the original who can be imported. */
export interface Person extends NewUser {
  pk: string;
  username: string;
  isActive: boolean;
}

/** Finds people of the original by primary key and by username, and collects what is doubtful about them. */
export class People {
  readonly doubts: Doubt[] = [];
  private readonly people = new Map<string, Person>();
  private readonly rows = new Map<string, Row<'user'>>();

  constructor({ users, members }: Dump, map: ImportMap) {
    const emails = new Map<string, string>();
    for (const row of users) {
      this.rows.set(`pk ${row.pk}`, row);
      this.rows.set(`name ${row.username}`, row);
      const email = this.emailOf(row, map);
      if (email === null) continue;
      const other = emails.get(email);
      if (other !== undefined) {
        const decision = `left out: ${email} is ${other}'s too; give one of them another address in the map`;
        this.doubts.push({ row: `auth.user ${row.pk}`, rule: 'email_shared', decision });
        continue;
      }
      emails.set(email, row.username);
      this.people.set(row.pk, this.person(row, email));
    }
    this.noteStrangers(users, members);
  }

  /** The person of a team member. Null if the person could not be imported, or is not in the file. */
  personOf({ user }: Row<'member'>): Person | null {
    const row = this.rows.get(typeof user === 'string' ? `pk ${user}` : `name ${user.username}`);
    return row === undefined ? null : (this.people.get(row.pk) ?? null);
  }

  private emailOf(row: Row<'user'>, map: ImportMap): string | null {
    const stated = map.emails[row.username] ?? row.email?.trim();
    const isName = stated === undefined || stated === '';
    const email = (isName ? row.username : stated).toLowerCase();
    const at = `auth.user ${row.pk}`;
    if (!isAddress(email)) {
      const what = isName
        ? 'there is no e-mail address'
        : `${JSON.stringify(stated)} is not an e-mail address`;
      this.doubts.push({ row: at, rule: 'no_email', decision: `left out: ${what}; give one in the map` });
      return null;
    }
    if (isName)
      this.doubts.push({
        row: at,
        rule: 'email_from_username',
        decision: `the username is the address: ${email}`,
      });
    return email;
  }

  private person(row: Row<'user'>, email: string): Person {
    const at = `auth.user ${row.pk}`;
    const password = row.password ?? '';
    const passwordHash = parseDjangoHash(password) === null ? null : password;
    if (passwordHash === null)
      this.doubts.push({
        row: at,
        rule: 'password',
        decision:
          'imported without a password, because the hash is not pbkdf2_sha256: the person has to reset it',
      });
    if (row.is_staff || row.is_superuser)
      this.doubts.push({
        row: at,
        rule: 'staff',
        decision: 'not an operator here; use `tenure operator add`',
      });
    const name = (text: string | null | undefined) => nameOf(text ?? '');
    return {
      pk: row.pk,
      username: row.username,
      email,
      passwordHash,
      firstName: name(row.first_name) || name(row.username) || '-',
      lastName: name(row.last_name) || '-',
      isActive: row.is_active,
    };
  }

  private noteStrangers(users: Row<'user'>[], members: Row<'member'>[]): void {
    const known = new Set(
      members.flatMap(({ user }) => (typeof user === 'string' ? [user] : [`name ${user.username}`])),
    );
    for (const { pk, username } of users)
      if (!known.has(pk) && !known.has(`name ${username}`))
        this.doubts.push({ row: `auth.user ${pk}`, rule: 'no_business', decision: 'left out: in no team' });
  }
}
