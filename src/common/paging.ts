import { ApiProperty } from '@nestjs/swagger';
import { IsInt, isUUID, Max, Min } from 'class-validator';
import { ValidationFailed } from './domain-error.js';
import { LongText, MayBeAbsent, QueryNumber } from './validation.js';

/** A page of a list, newest first. */
export interface Page<T> {
  data: T[];
  /** Hand it back as `cursor` for the next page; null at the end. */
  nextCursor: string | null;
}

/** Where a page begins and how long it is. */
export class PageQuery {
  /** How many items a page holds at most. */
  @ApiProperty({ type: 'integer', default: 20, required: false })
  @MayBeAbsent()
  @QueryNumber()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;

  /** The `nextCursor` of the page before. */
  @MayBeAbsent()
  @LongText(200)
  cursor?: string;
}

/**
 * An id above all others (RFC 9562 §5.10), which stands for the first page. With `id < $before` alone, the database seeks the page in the
 * index. With `$before IS NULL OR id < $1` it would read all rows before the page.
 */
export const ABOVE_ALL_IDS = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The id before which (newest first) the asked page begins. */
export function afterId({ cursor }: PageQuery): string {
  if (cursor === undefined) return ABOVE_ALL_IDS;
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!isUUID(id))
    throw new ValidationFailed([{ field: 'cursor', message: 'must be the nextCursor of a page' }]);
  return id;
}

export const pageLimit = ({ limit }: PageQuery): number => limit ?? 20;

/** Makes a page of rows that were read with one more than the limit. */
export function toPage<R extends { id: string }, T>(
  rows: R[],
  query: PageQuery,
  view: (row: R) => T,
): Page<T> {
  const limit = pageLimit(query);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data: shown.map(view), nextCursor: more ? Buffer.from(last.id).toString('base64url') : null };
}

/** A list that is always short enough for one page. */
export const wholeList = <T>(data: T[]): Page<T> => ({ data, nextCursor: null });
