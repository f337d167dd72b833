import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsInt, isUUID, Max, Min } from 'class-validator';
import { LONGEST_PAGE } from '../database/sql-text.js';
import { LongText, MayBeAbsent, QueryNumber, Satisfies } from './validation.js';

/** A page of a list, newest first. */
export interface Page<T> {
  data: T[];
  /** Hand it back as `cursor` for the next page; null at the end. */
  nextCursor: string | null;
}

const DEFAULT_PAGE = 20;

/** How long a page is. */
export class PageLimit {
  /** How many items a page holds at most. */
  @ApiProperty({ type: 'integer', default: DEFAULT_PAGE, required: false })
  @MayBeAbsent()
  @QueryNumber()
  @IsInt()
  @Min(1)
  @Max(LONGEST_PAGE)
  limit?: number;
}

/**
 * Declares a field that takes the `nextCursor` of a page, text in base64url. `reads` says whether the text is a cursor of this
 * list.
 */
export const Cursor = (reads: (text: string) => boolean, longest = 200) =>
  applyDecorators(
    ApiProperty({ required: false }),
    MayBeAbsent(),
    Satisfies('must be the nextCursor of a page', (value) => reads(textIn(String(value)))),
    LongText(longest),
  );

export const textIn = (cursor: string): string => Buffer.from(cursor, 'base64url').toString('utf8');

/** Where a page begins and how long it is, for lists that are sorted by id. */
export class PageQuery extends PageLimit {
  /** The `nextCursor` of the previous page. */
  @Cursor((text) => isUUID(text))
  cursor?: string;
}

/**
 * The id above all others (RFC 9562 §5.10). It stands for the first page, so that the condition is always `id < $before`, and the
 * database seeks the page in the index. With `$before IS NULL OR id < $before` it would read all rows before the page.
 */
export const ABOVE_ALL_IDS = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** The id below all others, which no row has. An ascending list begins after it. */
export const BELOW_ALL_IDS = '00000000-0000-0000-0000-000000000000';

/** The upper bound of the ids on the requested page, newest first: all of them are lower. */
export const beforeId = ({ cursor }: PageQuery): string =>
  cursor === undefined ? ABOVE_ALL_IDS : textIn(cursor);

/** The cursor with this text, which `textIn` reads again. In lists that are sorted by id, it is the id of the last row shown. */
export const cursorOf = (text: string): string => Buffer.from(text).toString('base64url');

export const pageLimit = ({ limit }: PageLimit): number => limit ?? DEFAULT_PAGE;

/**
 * Makes a page of `rows`. The statement must read one row more than the limit, which shows whether there is a next page. `place`
 * writes the place of a row as the text of a cursor.
 */
export function toPage<R extends { id: string }, T>(
  rows: R[],
  query: PageLimit,
  view: (row: R) => T,
  place?: (row: R) => string,
): Page<T>;
export function toPage<R, T>(
  rows: R[],
  query: PageLimit,
  view: (row: R) => T,
  place: (row: R) => string,
): Page<T>;
export function toPage<R extends { id: string }, T>(
  rows: R[],
  query: PageLimit,
  view: (row: R) => T,
  place: (row: R) => string = ({ id }) => id,
): Page<T> {
  const limit = pageLimit(query);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data: shown.map(view), nextCursor: more ? cursorOf(place(last)) : null };
}

/** A list that is always short enough for one page. */
export const wholeList = <T>(data: T[]): Page<T> => ({ data, nextCursor: null });
