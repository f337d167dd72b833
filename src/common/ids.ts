import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** A new UUIDv7: ids sort by creation, so that "newest first" is "highest id first" on every table. */
export const newId = (): string => v7();

/** Random bytes for request ids, drawn for many at once: a draw from the system costs more than the rest of an id. */
const POOL = new Uint8Array(16 * 256);
let used = POOL.length;

/** A new UUIDv7 for a request, a tenth of the cost of `newId`. Ids of one millisecond are in no order. */
export function newRequestId(): string {
  if (used === POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  used += 16;
  return v7({ random: POOL.subarray(used - 16, used) });
}
