/**
 * Begins work that mostly waits, so that the other tests of the file run at the same time. The test that needs the result awaits it
 * and gets its error. The work must use its own businesses and receivers.
 * `afterAll` awaits it too, before it closes the server: a run of one test by its name does not await the others.
 */
export function meanwhile<T>(work: () => Promise<T>): Promise<T> {
  const done = work();
  done.catch(() => undefined);
  return done;
}
