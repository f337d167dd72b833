import { BELOW_ALL_IDS } from '../../common/paging.js';

import { isUUID } from 'class-validator';

/** The place where a page begins: after a subscription, by its due time in microseconds since 1970, and then by its ids. */
export interface DuePlace {
  due: number;
  businessId: string;
  id: string;
}

/** The place before all subscriptions. */
export const FIRST_DUE_PLACE: DuePlace = {
  due: Number.MIN_SAFE_INTEGER,
  businessId: BELOW_ALL_IDS,
  id: BELOW_ALL_IDS,
};

const CURSOR = /^(-?\d{1,16}) (\S+) (\S+)$/;

/** Reads the place from the text of a cursor; null if the text is not a cursor. */
export function duePlace(text: string): DuePlace | null {
  const [, due, businessId, id] = CURSOR.exec(text) ?? [];
  if (!Number.isSafeInteger(Number(due)) || !isUUID(businessId) || !isUUID(id)) return null;
  return { due: Number(due), businessId: businessId as string, id: id as string };
}

export const dueCursor = ({ due, businessId, id }: DuePlace): string => `${due} ${businessId} ${id}`;
