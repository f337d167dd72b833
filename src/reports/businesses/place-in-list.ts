import { isUUID } from 'class-validator';
import { ValidationFailed } from '../../common/domain-error.js';
import { ABOVE_ALL_IDS, BELOW_ALL_IDS, textIn } from '../../common/paging.js';

const ID_LENGTH = BELOW_ALL_IDS.length;
/**
 * The longest cursor: an id and a name of 200 characters, in base64url. A character has four bytes at most, and in the names of
 * older releases three more, because they did not count variation selectors.
 */
export const LONGEST_CURSOR = 2_000;

/** The place where a page begins: after the business `id`, and in a list that is sorted by a text, after `key`. */
export interface PlaceInList {
  id: string;
  key: string;
}

/** Whether the text is a cursor: an id, or, in a list that is sorted by a text, the id, a colon and that text. */
export const isPlaceInList = (text: string): boolean =>
  isUUID(text.slice(0, ID_LENGTH)) && [undefined, ':'].includes(text[ID_LENGTH]) && !text.includes('\0');

/** The place after a business of a search, as the text of a cursor. In a list by age it is the id alone. */
export const listCursor = ({ id, key }: PlaceInList): string => `${id}:${key}`;

/** The place where a page of a list by age begins. @throws ValidationFailed for a cursor of a search. */
export function placeByAge(cursor: string | undefined): string {
  const text = cursor === undefined ? ABOVE_ALL_IDS : textIn(cursor);
  if (text.length > ID_LENGTH) throw wrongCursor();
  return text;
}

/** The place where a page of a search begins. @throws ValidationFailed for a cursor of another list. */
export function placeByText(cursor: string | undefined): PlaceInList {
  if (cursor === undefined) return { id: BELOW_ALL_IDS, key: '' };
  const text = textIn(cursor);
  if (text[ID_LENGTH] !== ':') throw wrongCursor();
  return { id: text.slice(0, ID_LENGTH), key: text.slice(ID_LENGTH + 1) };
}

const wrongCursor = () =>
  new ValidationFailed([{ field: 'cursor', message: 'must be the nextCursor of a page of the same search' }]);
