import { isUUID } from 'class-validator';
import { Cursor, PageLimit } from '../../common/paging.js';

/** Where a page of cycles begins, and how long it is. */
export class CyclesQuery extends PageLimit {
  /** The `nextCursor` of the page before. */
  @Cursor((text) => /^[^.]*\.\d{1,9}$/.test(text) && isUUID(text.split('.')[0]))
  cursor?: string;
}
