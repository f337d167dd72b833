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
