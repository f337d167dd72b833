import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 10;

/**
 * Waits until a condition holds, and answers its first result that is not false, null, undefined or 0.
 *
 * @param what names the condition in the error if it never holds
 */
export async function until<T>(
  isSo: () => T | Promise<T>,
  what: string,
  seconds = 10,
): Promise<Exclude<NonNullable<T>, false | 0>> {
  const end = performance.now() + seconds * 1_000;
  for (;;) {
    const answer = await isSo();
    if (answer) return answer as Exclude<NonNullable<T>, false | 0>;
    if (performance.now() > end) throw new Error(`Not within ${seconds} s: ${what}`);
    await sleep(POLL_MS);
  }
}

/** Milliseconds until the call is answered with 200; infinitely many when that takes longer than `limit`. */
export async function untilRight(call: () => Promise<{ status: number }>, limit: number): Promise<number> {
  const begun = performance.now();
  while (performance.now() - begun < limit) {
    const answer = await call().catch(() => ({ status: 0 }));
    if (answer.status === 200) return performance.now() - begun;
    await sleep(50);
  }
  return Infinity;
}
