import fc from 'fast-check';
import type { Client, Customer, FakeClock } from '../../support/tenure.js';

const DAY = 86_400_000;

/** Edits of the twins' plan, looks at one of them, and time that goes on. Times count from the end of that one's cycle. */
type Event =
  | { does: 'edits'; body: Record<string, unknown>; running: boolean }
  | { does: 'looks'; server: number }
  | { does: 'waits'; cycles: number; ms: number };

const TERMS: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  fc.nat(40).map((recordings) => ({ limits: { recordings, seats: null } })),
  fc
    .constantFrom('renew', 'end', { switchTo: 'other' }, { switchTo: 'yearly' })
    .map((whenCycleEnds) => ({ whenCycleEnds })),
  fc
    .constantFrom('renew', 'end', { switchTo: 'other' }, { switchTo: 'yearly' })
    .map((whenTrialEnds) => ({ whenTrialEnds })),
  fc.integer({ min: 0, max: 20 }).map((trialDays) => ({ trialDays })),
  fc.constant({}),
);

const EVENTS: fc.Arbitrary<Event[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ does: fc.constant('edits' as const), body: TERMS, running: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.record({ does: fc.constant('looks' as const), server: fc.nat(1) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        does: fc.constant('waits' as const),
        cycles: fc.nat(3),
        ms: fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: 2, max: 12 * DAY })),
      }),
    },
  ),
  { minLength: 2, maxLength: 14 },
);

interface Life {
  events: Event[];
  trialDays: number;
  pending: boolean;
  ending: 'look' | 'loop' | 'looks and loops at once';
}

const LIVES: fc.Arbitrary<Life> = fc.record({
  events: EVENTS,
  trialDays: fc.constantFrom(0, 5),
  pending: fc.boolean(),
  ending: fc.constantFrom('look', 'loop', 'looks and loops at once'),
});

export interface Place {
  servers: Client[];
  clock: FakeClock;
  operator: string;
}

/**
 * Two businesses begin at the same instant on the same plan. One is looked at now and then, which renews it; the other one
 * is left alone until the end. Returns the failure, or null when each pair has the same history.
 */
export async function liveAlike(place: Place, runs: number, seed?: number): Promise<string | null> {
  let lives = 0;
  const property = fc.asyncProperty(LIVES, (life) => oneLife(place, life, `twins-${(lives += 1)}`));
  const replay = seed === undefined ? {} : { seed };
  const report = await fc.check(property, { numRuns: runs, ...replay });
  return report.failed ? String(fc.defaultReportMessage(report)) : null;
}

async function oneLife({ servers, clock, operator }: Place, life: Life, prefix: string): Promise<void> {
  const [first] = servers as [Client, Client];
  const named = (body: object): object =>
    JSON.parse(JSON.stringify(body).replace(/"switchTo":"/g, `"switchTo":"${prefix}-`)) as object;
  const add = async (code: string, terms: object) => {
    const free = { price: { amount: 0, currency: 'USD' }, interval: { unit: 'day', count: 10 } };
    const body = { code: `${prefix}-${code}`, name: code, ...free, limits: { recordings: 5 }, ...terms };
    expect(await first.post('/v1/admin/plans', { token: operator, body })).toMatchObject({ status: 201 });
  };
  clock.set('2031-01-01T00:00:00.000Z');
  await add('other', { interval: { unit: 'week', count: 1 } });
  await add('yearly', { interval: { unit: 'year', count: 1 } });
  await add('own', { trialDays: life.trialDays });
  clock.set('2031-01-31T10:00:00.000Z');
  const looked = await first.signUp({ planCode: `${prefix}-own` });
  const left = await first.signUp({ planCode: `${prefix}-own` });
  const subscription = ({ businessId }: Customer) => `/v1/admin/businesses/${businessId}/subscription`;
  for (const twin of life.pending ? [looked, left] : []) {
    const body = { planCode: `${prefix}-other`, when: 'cycleEnd' };
    expect((await first.put(subscription(twin), { token: operator, body })).status).toBe(200);
  }
  let ends = Date.parse(looked.subscription.cycle.endsAt);
  for (const event of life.events) {
    if (event.does === 'waits') {
      const to = ends + event.cycles * 10 * DAY + event.ms;
      clock.set(new Date(Math.max(clock.now().getTime() + 1, to)));
      continue;
    }
    if (event.does === 'looks') {
      const server = servers[event.server] as Client;
      const { body } = await server.get(subscription(looked), { token: operator });
      ends = Date.parse(body.cycle.endsAt);
    } else {
      const path = `/v1/admin/plans/${prefix}-own?runningCycles=${event.running}`;
      const answer = await first.patch(path, { token: operator, body: named(event.body) });
      expect(answer).toMatchObject({ status: 200 });
    }
    // Two things never happen at the same instant, so that it is plain which of them came first.
    clock.set(new Date(clock.now().getTime() + 1));
  }
  await end({ servers, clock, operator }, life.ending, subscription(left));
  const history = async (twin: Customer) => ({
    now: (await first.get(subscription(twin), { token: operator })).body,
    cycles: (await first.get(`${subscription(twin)}/cycles?limit=100`, { token: operator })).body.data,
  });
  expect(await history(left).then(withoutIds)).toEqual(await history(looked).then(withoutIds));
  for (const twin of [looked, left]) {
    await first.post(`${subscription(twin)}/cancel`, { token: operator, body: { when: 'now' } });
  }
}

async function end({ servers, operator }: Place, ending: Life['ending'], path: string): Promise<void> {
  const looks = ending === 'loop' ? [] : servers.map((one) => one.get(path, { token: operator }));
  const loops =
    ending === 'look' ? [] : servers.map((one) => one.post('/v1/admin/renewals', { token: operator }));
  for (const { status } of await Promise.all([...looks, ...loops])) expect([200, 409]).toContain(status);
}

const withoutIds = (history: object): unknown =>
  JSON.parse(
    JSON.stringify(history, (key, value) => (/^(id|subscriptionId)$/.test(key) ? undefined : value)),
  );
