import fc from 'fast-check';
import { startSecond } from '../../support/second-server.js';
import { type Client, FakeClock, startTenure, type Tenure } from '../../support/tenure.js';
import { commandsOver, type Real } from './commands.js';
import { Model } from './model.js';
import { planBody, PLANS, type Terms, type Then } from './plans.js';
import { liveAlike } from './twins.js';

/** In the future, where access tokens that are signed at the fake clock's time are still good. Ends of months first. */
const BEGINNINGS = [
  '2031-01-31T10:00:00.000Z',
  '2032-02-29T23:59:59.999Z',
  '2031-08-15T00:00:00.000Z',
  '2031-12-31T12:34:56.789Z',
  '2030-03-30T01:30:00.001Z',
  '2031-05-07T06:07:08.009Z',
];

export interface Runs {
  runs: number;
  commands: number;
  /** With its path: replays one failure. */
  seed?: number;
  path?: string;
}

export interface Lives {
  /** Returns what failed, with seed and path; null when all lives agreed with the model. */
  live(runs: Runs): Promise<string | null>;
  /** Returns what failed; null when each business lived as its twin that nobody looked at. */
  liveAlike(runs: number, seed?: number): Promise<string | null>;
  tenure: Tenure;
  close(): Promise<void>;
}

/** Two servers over one database, with the plans of the model; each run is one business's life. */
export async function startLives(): Promise<Lives> {
  const clock = new FakeClock();
  clock.set('2030-01-01T00:00:00.000Z');
  const tenure = await startTenure({}, clock);
  const second = await startSecond(tenure.databaseUrl, clock);
  const servers: Client[] = [tenure, second.client];
  const operator = await tenure.operator();
  const current = { second };
  const restart = async () => {
    await current.second.close();
    current.second = await startSecond(tenure.databaseUrl, clock);
    servers[1] = current.second.client;
  };

  let count = 0;
  async function setup(beginning: string, first: string): Promise<{ model: Model; real: Real }> {
    const life = (count += 1);
    const named = (code: string) => `${code}-${life}`;
    const plans = PLANS.map((terms) => ofLife(terms, named));
    clock.set(beginning);
    // Targets of switches first.
    for (const terms of plans.toSorted((a, b) => switches(a) - switches(b))) {
      const made = await tenure.post('/v1/admin/plans', { token: operator, body: planBody(terms) });
      if (made.status !== 201) throw new Error(`${terms.code}: ${JSON.stringify(made.body)}`);
    }
    const model = new Model(new Map(plans.map((terms) => [terms.code, terms])), Date.parse(beginning));
    const planCode = named(first);
    const customer = await tenure.signUp({ planCode });
    model.begin(planCode, (model.plans.get(planCode)?.trialDays ?? 0) > 0);
    const { token: owner, key, businessId } = customer;
    return { model, real: { servers, clock, operator, owner, key, businessId, named, restart } };
  }

  async function live({ runs, commands, seed, path }: Runs): Promise<string | null> {
    const begin = fc.constantFrom('base', 'mini', 'maxi', 'tried', 'week', 'leads');
    const codes = PLANS.map(({ code }) => code);
    const property = fc.asyncProperty(
      fc.constantFrom(...BEGINNINGS),
      begin,
      fc.commands(commandsOver(codes), { maxCommands: commands, size: 'max' }),
      async (beginning, planCode, cmds) => {
        const { model, real } = await setup(beginning, planCode);
        try {
          await fc.asyncModelRun(() => ({ model, real }), cmds);
          await compareAll(model, real);
        } finally {
          // So that the loop of the next life finds nothing of this one.
          const end = `/v1/admin/businesses/${real.businessId}/subscription/cancel`;
          await tenure.post(end, { token: operator, body: { when: 'now' } });
        }
      },
    );
    const replay = seed === undefined ? {} : { seed, path };
    const report = await fc.check(property, {
      numRuns: runs,
      endOnFailure: process.env.MODEL_SHRINK === 'off',
      ...replay,
    });
    return report.failed ? String(fc.defaultReportMessage(report)) : null;
  }

  const close = async () => {
    await current.second.close();
    await tenure.close();
  };
  const alike = (runs: number, seed?: number) => liveAlike({ servers, clock, operator }, runs, seed);
  return { live, liveAlike: alike, tenure, close };
}

const switches = (terms: Terms): number => Number(JSON.stringify(terms).includes('switchTo'));

/** The plan under the name that it has in one life. */
function ofLife(terms: Terms, named: (code: string) => string): Terms {
  const after = (then: Then): Then => (typeof then === 'string' ? then : { switchTo: named(then.switchTo) });
  const { code, whenCycleEnds, whenTrialEnds } = terms;
  return {
    ...terms,
    code: named(code),
    whenCycleEnds: after(whenCycleEnds),
    whenTrialEnds: after(whenTrialEnds),
  };
}

/** At the end of a life: every cycle there was, with what was used in it. */
async function compareAll(model: Model, { servers, owner }: Real): Promise<void> {
  model.roll();
  const found: unknown[] = [];
  for (let cursor = ''; ;) {
    const page = await (servers[0] as Client).get(`/v1/subscription/cycles?limit=100${cursor}`, {
      token: owner,
    });
    found.push(...page.body.data);
    if (page.body.nextCursor === null) break;
    cursor = `&cursor=${page.body.nextCursor}`;
  }
  expect(found).toMatchObject(model.history());
}
