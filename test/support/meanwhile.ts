/**
 * Begins work that mostly waits, so that the other tests of the file run at the same time. The test that needs the result awaits it
 * and gets its error. The work must use its own businesses and receivers.
 */
export function meanwhile<T>(work: () => Promise<T>): Promise<T> {
  const done = work();
  done.catch(() => undefined);
  return done;
}
