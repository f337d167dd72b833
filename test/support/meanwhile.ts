/**
 * Begins what mostly waits, so that the other tests of the file run meanwhile. The test that it belongs to awaits it, and is told
 * of its failure. What is given here has businesses and receivers of its own.
 */
export function meanwhile<T>(work: () => Promise<T>): Promise<T> {
  const done = work();
  done.catch(() => undefined);
  return done;
}
