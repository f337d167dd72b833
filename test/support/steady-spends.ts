import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Customer } from './tenure.js';

/** The answers that a customer got while it spent, one unit after the other. Every second customer uses idempotency keys. */
export interface Told {
  customer: Customer;
  keyed: boolean;
  answers: { status: number; code: string | undefined; at: number; ms: number }[];
}

/** Makes each customer spend until `stop`. A unit that was not granted is requested again, with the same key. */
export function spendSteadily(customers: Customer[]): { told: Told[]; stop(): Promise<void> } {
  let over = false;
  const told = customers.map((customer, n): Told => ({ customer, keyed: n % 2 === 1, answers: [] }));
  const load = Promise.all(told.map((one) => spendUntil(() => over, one)));
  return {
    told,
    stop: async () => {
      over = true;
      await load;
    },
  };
}

async function spendUntil(isOver: () => boolean, { customer, keyed, answers }: Told): Promise<void> {
  for (let turn = 0; !isOver();) {
    const at = performance.now();
    const idempotencyKey = keyed ? { idempotencyKey: `turn-${turn}` } : {};
    const answer = await customer.spend(1, idempotencyKey);
    answers.push({ status: answer.status, code: answer.body.code, at, ms: performance.now() - at });
    if (answer.status === 503) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    if (answer.status === 200) turn += 1;
    else await sleep(20);
  }
}

/** Expects exact counters. With keys, each unit counts once. Without keys, a spend with an unknown outcome may count or not. */
export async function expectExact(client: Client, told: Told[]): Promise<void> {
  for (const { customer, keyed, answers } of told) {
    const { body } = await client.get('/v1/entitlements/recordings', { key: customer.key });
    const granted = answers.filter(({ status }) => status === 200).length;
    const unknown = answers.filter(({ code }) => code === 'outcome_unknown').length;
    expect(body.used).toBeGreaterThanOrEqual(granted);
    expect(body.used).toBeLessThanOrEqual(keyed ? granted : granted + unknown);
  }
}
