import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 10;

/**
 * Waits until it is so, and answers what made it so: the first answer that is not false, null, undefined or 0.
 *
 * @param what for the error when it never comes to be so
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
