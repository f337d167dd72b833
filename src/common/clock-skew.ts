import { SystemClock } from './clock.js';

/** How much the clocks may differ, in milliseconds. Above this, people are warned. */
export const WARN_ABOVE_MS = 2_000;

/**
 * Both clocks of this machine at one moment: the system clock, which people can set, and the steady clock, which nobody can set.
 */
export interface Moment {
  system: number;
  steady: number;
}

const machine = new SystemClock();

export const currentMoment = (): Moment => ({ system: machine.now().getTime(), steady: performance.now() });

/**
 * Compares the machine's clock with the database's, which `read` asks. Returns how many milliseconds the machine's clock is ahead,
 * and at which moment that was. The database reads its clock at an unknown moment between request and answer. The middle is the
 * best estimate.
 */
export async function compareClocks(
  read: () => Promise<{ now: Date }>,
): Promise<{ aheadMs: number; moment: Moment }> {
  const asked = currentMoment();
  const { now } = await read();
  const answered = currentMoment();
  const moment = {
    system: (asked.system + answered.system) / 2,
    steady: (asked.steady + answered.steady) / 2,
  };
  return { aheadMs: moment.system - now.getTime(), moment };
}
