import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Customer } from '../support/tenure.js';

const CALLERS = 6;
const PROBE_EVERY_MS = 100;

/** What strangers met while something else was held, silent or flooded. */
export interface Met {
  spends: number;
  /** Milliseconds. */
  p99: number;
  /** Answers to spends that were not 200, and to probes of readiness that were not 200, each with how often. */
  others: Record<string, number>;
}

/** Customers that have nothing to do with what happens spend without a pause while it does, and readiness is asked for. */
export async function bystandersOf(
  client: Client,
  customers: Customer[],
  trouble: () => Promise<void>,
): Promise<Met> {
  let over = false;
  const times: number[] = [];
  const others: Record<string, number> = {};
  const note = (what: string) => (others[what] = (others[what] ?? 0) + 1);
  const callers = Array.from({ length: CALLERS }, async (_, caller) => {
    const { key } = customers[caller % customers.length] as Customer;
    while (!over) {
      const begun = performance.now();
      const { status, body } = await client.post('/v1/usage', { key, body: { feature: 'recordings' } });
      times.push(performance.now() - begun);
      if (status !== 200) note(`${status} ${body.code}`);
      await sleep(5);
    }
  });
  const probe = (async () => {
    while (!over) {
      const { status } = await client.get('/health/ready');
      if (status !== 200) note(`ready ${status}`);
      await sleep(PROBE_EVERY_MS);
    }
  })();
  try {
    await trouble();
  } finally {
    over = true;
  }
  await Promise.all([...callers, probe]);
  times.sort((a, b) => a - b);
  return { spends: times.length, p99: times[Math.ceil(times.length * 0.99) - 1] ?? Infinity, others };
}

/** Milliseconds until the call is answered with 200. */
export async function untilRight(call: () => Promise<{ status: number }>, limit: number): Promise<number> {
  const begun = performance.now();
  while (performance.now() - begun < limit) {
    const answer = await call().catch(() => ({ status: 0 }));
    if (answer.status === 200) return performance.now() - begun;
    await sleep(50);
  }
  return Infinity;
}
