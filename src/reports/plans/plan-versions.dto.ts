import { Cursor, PageLimit } from '../../common/paging.js';

export class PlanVersionsQuery extends PageLimit {
  /** The `nextCursor` of the page before. */
  @Cursor((text) => /^\d{1,9}$/.test(text))
  cursor?: string;
}
