import { type Bounds, SERVING } from '../../src/database/bounds.js';

/**
 * Starts servers in this process with shorter waits for the database, for tests of what happens after such a wait.
 * test/health/ops.spec.ts tests the waits of production.
 *
 * @param bounds milliseconds
 */
export async function withBounds<T>(bounds: Partial<Bounds>, start: () => Promise<T>): Promise<T> {
  const before = { ...SERVING };
  Object.assign(SERVING, bounds);
  try {
    return await start();
  } finally {
    Object.assign(SERVING, before);
  }
}
