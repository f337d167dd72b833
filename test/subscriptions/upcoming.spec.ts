import fc from 'fast-check';
import { planBody, PLANS } from '../proofs/model/plans.js';
import { startTenure, type Tenure } from '../support/tenure.js';

const RUNS = Number(process.env.UPCOMING_RUNS ?? 12);
const AHEAD = 14;

describe('What upcoming says', () => {
  let tenure: Tenure;
  let operator: string;
  beforeAll(async () => {
    tenure = await startTenure();
    operator = await tenure.operator();
    for (const terms of PLANS)
      await tenure.post('/v1/admin/plans', { token: operator, body: planBody(terms) });
  });
  afterAll(() => tenure.close());

  it(
    `is exactly what happens when the clock advances: ${RUNS} random plans and pending changes`,
    async () => {
      const plan = fc.constantFrom(...PLANS.map(({ code }) => code));
      const pending = fc.record({
        now: fc.option(fc.record({ planCode: plan, trial: fc.boolean() }), { nil: null }),
        cycleEnd: fc.option(plan, { nil: null }),
        cancel: fc.boolean(),
        days: fc.nat(20),
      });
      const start = fc.date({
        min: new Date('2023-01-01'),
        max: new Date('2028-12-31'),
        noInvalidDate: true,
      });
      const property = fc.asyncProperty(start, plan, pending, async (at, first, request) => {
        const customer = await tenure.onTestClock(operator, at.toISOString(), first);
        const path = `/v1/admin/businesses/${customer.businessId}/subscription`;
        const to = (date: Date | string) =>
          tenure.post(`/v1/admin/test-clocks/${customer.clockId}/advance`, {
            token: operator,
            body: { to: date },
          });
        if (request.days > 0) await to(new Date(at.getTime() + request.days * 86_400_000 + 1));
        // What is refused (a trial that is not to be had, a change after the end) leaves things as they are.
        if (request.now !== null) await tenure.put(path, { token: operator, body: request.now });
        if (request.cycleEnd !== null) {
          await tenure.put(path, { token: operator, body: { planCode: request.cycleEnd, when: 'cycleEnd' } });
        }
        if (request.cancel) await tenure.post(`${path}/cancel`, { token: operator });

        const said = (await tenure.get(`${path}/upcoming?cycles=${AHEAD}`, { token: operator })).body
          .data as any[];
        const before = (await tenure.get(path, { token: operator })).body;
        const last = said.at(-1);
        if (last === undefined) {
          expect(before.status).toBe('ended');
          return;
        }
        const advanced = await to(last.startsAt);
        const count = (event: string) => said.filter((item) => item.event === event).length;
        expect(advanced).toMatchObject({
          status: 200,
          body: { renewed: count('renew'), switched: count('switch'), ended: count('end') },
        });
        const cycles = (await tenure.get(`${path}/cycles?limit=100`, { token: operator })).body.data
          .filter((cycle: any) => cycle.subscriptionId === before.id && cycle.index > before.cycle.index)
          .map(({ index, startsAt, endsAt, planCode }: any) => ({ index, startsAt, endsAt, planCode }))
          .toReversed();
        expect(cycles).toEqual(
          said
            .filter(({ event }) => event !== 'end')
            .map(({ index, startsAt, endsAt, planCode }) => ({ index, startsAt, endsAt, planCode })),
        );
        const after = (await tenure.get(path, { token: operator })).body;
        expect(after.endedAt).toBe(last.event === 'end' ? last.startsAt : null);
        if (last.event === 'end') expect(after.plan.code).toBe(last.planCode);
      });
      await fc.assert(property, { numRuns: RUNS });
    },
    60_000 + RUNS * 3_000,
  );
});
