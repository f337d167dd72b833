import { randomUUID } from 'node:crypto';
import type { Answer, Tenure } from '../support/tenure.js';

/** What is told apart by asking about known and unknown addresses in turn. */
export interface Silence {
  sameBytes: boolean;
  /** Median time of known ÷ median time of unknown. */
  ratio: number;
}

/** Asks `samples` times, by turns for an address that has an account and for one that has none (G15). */
export async function silence(
  tenure: Tenure,
  path: '/v1/auth/login' | '/v1/auth/password-reset',
  samples: number,
): Promise<Silence> {
  const { email } = await tenure.signUp();
  const times: [number[], number[]] = [[], []];
  const bytes: [Set<string>, Set<string>] = [new Set(), new Set()];
  for (let sample = 0; sample < samples + 10; sample += 1) {
    const unknown = sample % 2;
    const asked = unknown === 0 ? email : `${randomUUID()}@example.com`;
    const body =
      path === '/v1/auth/login' ? { email: asked, password: 'a wrong password' } : { email: asked };
    const before = performance.now();
    const answer = await tenure.post(path, { body });
    const took = performance.now() - before;
    bytes[unknown as 0 | 1].add(comparable(answer));
    if (sample >= 10) times[unknown as 0 | 1].push(took);
  }
  return {
    sameBytes: bytes[0].size === 1 && [...bytes[0]][0] === [...bytes[1]][0] && bytes[1].size === 1,
    ratio: median(times[0]) / median(times[1]),
  };
}

/** All of an answer but what is every answer's own. */
function comparable({ status, body, headers }: Answer): string {
  const own = ['date', 'x-request-id'];
  const head = [...headers].filter(([name]) => !own.includes(name)).sort(([a], [b]) => a.localeCompare(b));
  return JSON.stringify([status, body, head]);
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
