import { type Bounds, SERVING } from '../../src/database/bounds.js';

/**
 * Starts servers of this process that wait for the database no longer than this, for tests of what happens then. How
 * long servers wait in production is tested in test/health/ops.spec.ts.
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
