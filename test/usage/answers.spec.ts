import fc from 'fast-check';
import { expectInvariants } from '../support/invariants.js';
import { putOnPlan } from '../support/people.js';
import { type Answer, type Customer, startTenure, type Tenure } from '../support/tenure.js';

/** Two keys of one bot: what they spend at once is one group of the flush, and two requests in it. */
interface Spender extends Customer {
  keys: [string, string];
}

/** One request of a crowd: by which key, for how many units, and under which idempotency key. */
interface Request {
  by: 0 | 1;
  amount: number;
  named: 'never' | 'new' | 'known';
  batched: boolean;
}

/** Crowds on each plan. */
const RUNS = Number(process.env.ANSWERS_RUNS ?? 10);

const request = fc.record<Request>({
  by: fc.constantFrom(0, 1),
  amount: fc.integer({ min: 1, max: 9 }),
  named: fc.constantFrom('never', 'never', 'new', 'known'),
  batched: fc.boolean(),
});

describe.each(['on', 'off'])('What spends are answered, with USAGE_BATCHING=%s', (batching) => {
  let tenure: Tenure;
  let named = 0;
  beforeAll(async () => (tenure = await startTenure({ USAGE_BATCHING: batching })));
  afterEach(() => expectInvariants(tenure.databaseUrl));
  afterAll(() => tenure.close());

  async function spender(planCode: string): Promise<Spender> {
    const customer = await tenure.signUp();
    expect((await putOnPlan(tenure, customer, planCode)).status).toBe(200);
    const path = `/v1/bots/${customer.botId}/keys`;
    const { body } = await tenure.post(path, { token: customer.token, body: {} });
    return { ...customer, keys: [customer.key, body.apiKey] };
  }

  async function give({ businessId }: Customer, amount: number): Promise<void> {
    const body = { feature: 'recordings', amount, reason: 'gift' };
    const path = `/v1/admin/businesses/${businessId}/credits`;
    expect((await tenure.post(path, { token: await tenure.operator(), body })).status).toBe(201);
  }

  const spend = (key: string, amount: number, name: string | null = null): Promise<Answer> =>
    tenure.post('/v1/usage', {
      key,
      body: { feature: 'recordings', amount },
      headers: name === null ? {} : { 'idempotency-key': name },
    });
  const spendInBatch = async (key: string, amount: number, name: string | null): Promise<Answer> => {
    const item = { feature: 'recordings', amount, ...(name !== null && { idempotencyKey: name }) };
    const { body, headers } = await tenure.post('/v1/usage/batch', { key, body: { items: [item] } });
    const { status, replayed: _, ...answer } = body.data[0];
    return { status, body: answer, headers };
  };

  it('counts on from the counter when a known key comes among new spends', async () => {
    const { keys } = await spender('limitless');
    const known = await spend(keys[1], 520, 'known');
    const places: number[] = [];
    for (let crowd = 0; crowd < 10; crowd += 1) {
      const [again, ...answers] = await Promise.all([
        spend(keys[1], 520, 'known'),
        ...Array.from({ length: 5 }, () => spend(keys[0], 1)),
        ...Array.from({ length: 5 }, (_, n) => spend(keys[0], 1, `new-${crowd}-${n}`)),
      ]);
      expect(again.body).toEqual(known.body);
      places.push(...answers.map(({ body }) => body.used as number));
    }
    expect(places.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => 521 + n));
  });

  // Without batching no two requests share a statement, so the plan with credits is enough.
  it.each([
    ...(batching === 'on'
      ? ([
          ['limitless', null, 0],
          ['scale', 100_000, 0],
        ] as const)
      : []),
    ['free', 100, 700],
  ] as const)(
    'is one sequence of balances on %s, whatever comes at once, and every key is answered as the first time',
    async (planCode, limit, credits) => {
      const customer = await spender(planCode);
      if (credits > 0) await give(customer, credits);
      const first = new Map<string, { request: Request; answer: Answer }>();
      let used = 0;
      const left = () => (limit === null ? Infinity : limit + credits - used);
      const send = (one: Request, name: string | null) =>
        (one.batched ? spendInBatch : spend)(customer.keys[one.by], one.amount, name);

      const crowd = fc.asyncProperty(fc.array(request, { minLength: 2, maxLength: 24 }), async (requests) => {
        const before = [...first.entries()];
        const sent = await Promise.all(
          requests.map(async (one, n) => {
            const [name, { request: known }] = before[n % before.length] ?? ['', { request: one }];
            if (one.named === 'known' && name !== '') {
              return { name, one: known, again: true, answer: await send(known, name) };
            }
            const own = one.named === 'new' ? `name-${(named += 1)}` : null;
            return { name: own, one, again: false, answer: await send(one, own) };
          }),
        );
        for (const { name, one, again, answer } of sent) {
          expect([200, 402]).toContain(answer.status);
          if (again) expect(answer.body).toEqual(first.get(name as string)?.answer.body);
          else if (name !== null && answer.status === 200) first.set(name, { request: one, answer });
        }
        const balances = sent
          .filter(({ again, answer }) => !again && answer.status === 200)
          .map(({ answer }) => answer.body)
          .toSorted((a, b) => a.used - b.used);
        for (const balance of balances) {
          used += balance.granted;
          expect(balance.used).toBe(used);
          expect(balance.remaining).toBe(limit === null ? null : left());
        }
        for (const { answer } of sent)
          if (answer.status === 402) expect(answer.body.requested).toBeGreaterThan(left());
      });
      await fc.assert(crowd, { numRuns: RUNS, endOnFailure: true });
      for (const [name, { request: one, answer }] of first)
        expect((await send(one, name)).body).toEqual(answer.body);
    },
    600_000,
  );
});
