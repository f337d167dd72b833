import { isUUID } from 'class-validator';
import { ABOVE_ALL_IDS } from '../../common/paging.js';

/** The place where a page of a ranking begins: after a business, by its usage and then by its id. */
export interface RankedPlace {
  used: number;
  businessId: string;
}

/** The place before the business with the highest usage. */
export const FIRST_RANKED_PLACE: RankedPlace = { used: Number.MAX_SAFE_INTEGER, businessId: ABOVE_ALL_IDS };

/** Reads the place from the text of a cursor; null if the text is not a cursor. */
export function rankedPlace(text: string): RankedPlace | null {
  const [, used, businessId] = /^(\d{1,16}) (\S+)$/.exec(text) ?? [];
  if (!Number.isSafeInteger(Number(used)) || !isUUID(businessId)) return null;
  return { used: Number(used), businessId: businessId as string };
}

export const rankedCursor = ({ used, businessId }: RankedPlace): string => `${used} ${businessId}`;
