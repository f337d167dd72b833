import type { Row } from './dump.js';
import type { ImportMap } from './import-map.js';
import type { People, Person } from './people.js';
import type { Doubt } from './report.js';

export interface Member {
  person: Person;
  /** `on` and `off` are members. An `invited` person had not activated the account and gets an invitation by mail. */
  state: 'on' | 'off' | 'invited';
}

export interface Team {
  owner: Member;
  others: Member[];
}

/**
 * Says who belongs to a business, and who owns it: the person that the map names, else the first of the team who can log in, else
 * the first who can be imported at all. Null if there is nobody.
 */
export function teamOf(
  business: Row<'business'>,
  rows: Row<'member'>[],
  people: People,
  map: ImportMap,
): { team: Team | null; doubts: Doubt[] } {
  const doubts: Doubt[] = [];
  const members: Member[] = [];
  for (const row of rows) {
    const person = people.personOf(row);
    const at = `saas.teammember ${row.pk}`;
    if (person === null) {
      doubts.push({ row: at, rule: 'no_person', decision: 'left out, because its user was left out' });
    } else if (members.some((member) => member.person.pk === person.pk)) {
      doubts.push({ row: at, rule: 'twice', decision: 'left out: the user is in this team already' });
    } else {
      const waits = !person.isActive && (row.activation_key ?? '') !== '';
      members.push({ person, state: person.isActive ? 'on' : waits ? 'invited' : 'off' });
    }
  }
  const at = `saas.business ${business.pk}`;
  const named = map.owners[business.pk];
  const chosen = named === undefined ? undefined : members.find(({ person }) => person.username === named);
  if (named !== undefined && chosen === undefined)
    doubts.push({ row: at, rule: 'unknown_owner', decision: `"${named}" of the map is not in the team` });
  const [first] = members;
  const owner = chosen ?? members.find(({ state }) => state === 'on') ?? first;
  if (owner === undefined) {
    doubts.push({
      row: at,
      rule: 'no_owner',
      decision: 'left out: nobody can own it; name somebody in the map',
    });
    return { team: null, doubts };
  }
  if (owner.state !== 'on')
    doubts.push({
      row: at,
      rule: 'owner_inactive',
      decision: `${owner.person.email} owns it; an account that an import made is suspended, unless the person is active in another business`,
    });
  else if (chosen === undefined && owner !== first)
    doubts.push({
      row: at,
      rule: 'owner_inactive',
      decision: `${owner.person.email} owns it, the first who can log in`,
    });
  return { team: { owner, others: members.filter((member) => member !== owner) }, doubts };
}
