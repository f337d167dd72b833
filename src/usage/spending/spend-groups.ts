import { newUnorderedId } from '../../common/ids.js';
import { counterKeyOf, type Spend } from './spend.js';

/**
 * The spends of one batch that have the same business, feature and key. For a caller with an unverified key, its address and its
 * external id have to be the same too; for all other callers the key is null.
 */
export interface Group {
  first: Spend;
  /** Each spend, with the sum of the units of the group up to and including it. */
  members: { spend: Spend; upto: number }[];
  total: number;
  latest: Date;
}

export function inGroups(spends: Spend[]): Group[] {
  const groups = new Map<string, Spend[]>();
  let last: Spend[] | undefined;
  for (const spend of spends) {
    // The next spend of a batch is mostly of the same group.
    if (last?.[0]?.caller === spend.caller && last[0].feature === spend.feature) {
      last.push(spend);
      continue;
    }
    const { keyHash, address, externalId } = spend.caller;
    const name = `${counterKeyOf(spend)} ${keyHash ?? ''} ${address ?? ''} ${externalId ?? ''}`;
    last = groups.get(name);
    if (last === undefined) groups.set(name, (last = [spend]));
    else last.push(spend);
  }
  return [...groups.values()].map(toGroup);
}

function toGroup(spends: Spend[]): Group {
  const first = spends[0] as Spend;
  let total = 0;
  let latest = first.now;
  const members = spends.map((spend) => {
    total += spend.amount;
    if (spend.now > latest) latest = spend.now;
    return { spend, upto: total };
  });
  return { first, members, total, latest };
}

/** A spend with an idempotency key, with the place of its group in the batch and the id of its record. */
export type KeyedSpend = ReturnType<typeof keyedSpendsOf>[number];

export const keyedSpendsOf = ({ members }: Group, place: number) =>
  members.flatMap(({ spend, upto }) =>
    spend.keyed === null ? [] : [{ spend, request: spend.keyed, upto, place, id: newUnorderedId() }],
  );
