import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Makes a UUIDv7. Ids sort by creation, so in every table "newest first" is "highest id first". */
export const newId = (): string => v7();

const NO_BYTES = new Uint8Array(16);

/** The lowest UUIDv7 that can be made at a time. */
export const lowestIdAt = (time: Date): string =>
  v7({ msecs: Math.max(0, time.getTime()), seq: 0, random: NO_BYTES });

/** Random bytes for 256 ids of `newUnorderedId`. Asking the system for each id costs more than the rest of the id. */
const POOL = new Uint8Array(16 * 256);
let used = POOL.length;

/** Makes a UUIDv7 at a tenth of the cost of `newId`, for requests and spends. Ids of the same millisecond have no order. */
export function newUnorderedId(): string {
  if (used === POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  used += 16;
  return v7({ random: POOL.subarray(used - 16, used) });
}
