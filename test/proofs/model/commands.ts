import fc from 'fast-check';
import type { Client, FakeClock } from '../../support/tenure.js';
import type { Model, Outcome, When } from './model.js';
import type { Then } from './plans.js';

/** The service under test: two servers over one database, one business on it, and the time they live at. */
export interface Real {
  servers: Client[];
  clock: FakeClock;
  operator: string;
  owner: string;
  key: string;
  businessId: string;
  /** The code of a plan in this life: each has plans of its own, for edits have their time. */
  named(code: string): string;
  restart(): Promise<void>;
}

type Command = fc.AsyncCommand<Model, Real>;

/** A command: what the model says, what the service answers, and both have to agree. */
class Step implements Command {
  constructor(
    private readonly name: string,
    private readonly act: (model: Model, real: Real) => Promise<void>,
  ) {}
  check = () => true;
  run = (model: Model, real: Real) => this.act(model, real);
  toString = () => this.name;
}

const step = (name: string, act: (model: Model, real: Real) => Promise<void>): Command => new Step(name, act);

const pick = ({ servers }: Real, n: number): Client => servers[n % servers.length] as Client;

/** The answer has the status and code that the model gave, and, of a change, the subscription that it has then. */
function agree(outcome: Outcome, answer: { status: number; body: any }, view?: object): void {
  const code = 'code' in outcome ? outcome.code : undefined;
  expect({ status: answer.status, code: answer.body?.code }).toEqual({
    // A pending plan taken back is answered with nothing.
    status: answer.status === 204 && outcome.status === 200 ? 204 : outcome.status,
    code,
  });
  if (view !== undefined && answer.status === 200) expect(answer.body).toMatchObject(view);
}

const when = fc.option(fc.constantFrom<When>('now', 'cycleEnd'), { nil: undefined });
const server = fc.nat(1);

export function commandsOver(codes: string[]): fc.Arbitrary<Command>[] {
  const plan = fc.constantFrom(...codes);
  const owner = (path: string, method: string, name: string, act: (model: Model) => Outcome) =>
    server.map((n) =>
      step(`${name}()`, async (model, real) => {
        const outcome = act(model);
        const answer = await pick(real, n).send(method, `/v1/subscription/${path}`, { token: real.owner });
        agree(outcome, answer, model.view());
      }),
    );
  return [
    fc.tuple(fc.integer({ min: 1, max: 6 }), server).map(([amount, n]) =>
      step(`consume(${amount})`, async (model, real) => {
        const outcome = model.consume(amount);
        const body = { feature: 'recordings', amount };
        const answer = await pick(real, n).post('/v1/usage', { key: real.key, body });
        agree(outcome, answer);
        const { used, version, index } = model.cycle;
        if (answer.status === 200)
          expect(answer.body).toMatchObject({ used, limit: version.units, cycle: { index } });
      }),
    ),
    fc.tuple(plan, when, server).map(([code, at, n]) =>
      step(`change(${code}${at === undefined ? '' : `, ${at}`})`, async (model, real) => {
        const planCode = real.named(code);
        const outcome = model.ownerChanges(planCode, at);
        const body = { planCode, when: at };
        const answer = await pick(real, n).put('/v1/subscription/plan', { token: real.owner, body });
        agree(outcome, answer, model.view());
      }),
    ),
    fc.tuple(plan, when, server).map(([code, at, n]) =>
      step(`operator puts(${code}${at === undefined ? '' : `, ${at}`})`, async (model, real) => {
        const planCode = real.named(code);
        const outcome = model.operatorChanges(planCode, at);
        const body = { planCode, when: at };
        const path = `/v1/admin/businesses/${real.businessId}/subscription`;
        agree(outcome, await pick(real, n).put(path, { token: real.operator, body }), model.view());
      }),
    ),
    owner('cancel', 'POST', 'cancel', (model) => model.cancel()),
    owner('resume', 'POST', 'resume', (model) => model.resume()),
    owner('pending-plan', 'DELETE', 'drop pending', (model) => model.dropPending()),
    server.map((n) =>
      step('operator ends()', async (model, real) => {
        const outcome = model.end();
        const path = `/v1/admin/businesses/${real.businessId}/subscription/cancel`;
        const call = { token: real.operator, body: { when: 'now' } };
        agree(outcome, await pick(real, n).post(path, call), model.view());
      }),
    ),
    fc
      .tuple(fc.integer({ min: -5, max: 100 }), fc.integer({ min: -1, max: 1 }), server)
      .map(([days, ms, n]) =>
        step(`operator extends(${days} days, ${ms} ms)`, async (model, real) => {
          const endsAt = model.cycle.endsAt + days * 86_400_000 + ms;
          const outcome = model.extendTrial(endsAt);
          const path = `/v1/admin/businesses/${real.businessId}/subscription/trial`;
          const call = { token: real.operator, body: { endsAt: new Date(endsAt) } };
          agree(outcome, await pick(real, n).post(path, call), model.view());
        }),
      ),
    fc.tuple(plan, edit(codes), fc.boolean()).map(([code, terms, running]) =>
      step(`edit(${code}, ${JSON.stringify(terms)}${running ? ', running' : ''})`, async (model, real) => {
        const [field, value] = terms;
        const after =
          typeof value === 'object' && value !== null ? { switchTo: real.named(value.switchTo) } : value;
        model.edit(real.named(code), { [field]: after }, running);
        const path = `/v1/admin/plans/${real.named(code)}?runningCycles=${running}`;
        const body = field === 'units' ? { limits: { recordings: value, seats: null } } : { [field]: after };
        expect(await pick(real, 0).patch(path, { token: real.operator, body })).toMatchObject({
          status: 200,
        });
      }),
    ),
    ...[1, 2].map(() => advance),
    fc.boolean().map((twice) =>
      step(twice ? 'loop twice at once()' : 'loop()', async (model, real) => {
        const counts = model.roll();
        const loops = real.servers
          .slice(0, twice ? 2 : 1)
          .map((one) => one.post('/v1/admin/renewals', { token: real.operator }));
        const done = (await Promise.all(loops)).filter(({ status, body }) => {
          if (status !== 200) expect(body.code).toBe('renewal_running');
          return status === 200;
        });
        const sum = (of: string) => done.reduce((total, { body }) => total + (body[of] as number), 0);
        expect({ renewed: sum('renewed'), switched: sum('switched'), ended: sum('ended') }).toEqual(counts);
        expect(sum('setAside')).toBe(0);
      }),
    ),
    server.map((n) =>
      step('read()', async (model, real) => {
        model.roll();
        const [shown, ahead] = await Promise.all([
          pick(real, n).get('/v1/subscription', { token: real.owner }),
          pick(real, n + 1).get('/v1/subscription/upcoming?cycles=5', { token: real.owner }),
        ]);
        expect(shown.body).toMatchObject(model.view());
        expect(ahead.body.data).toEqual(model.upcoming(5));
      }),
    ),
    fc.constant(step('restart()', (_model, real) => real.restart())),
  ];
}

/** What of a plan an edit changes: its limit most of the time, or what comes after a cycle or a trial. */
const edit = (codes: string[]): fc.Arbitrary<[string, number | null | Then]> => {
  const then = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom<Then>('renew', 'end') },
    { weight: 1, arbitrary: fc.constantFrom(...codes).map((switchTo): Then => ({ switchTo })) },
  );
  return fc.oneof(
    { weight: 3, arbitrary: fc.tuple(fc.constant('units'), fc.option(fc.nat(40), { nil: null })) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom('whenCycleEnds', 'whenTrialEnds'), then) },
  );
};

/** Time goes on: to the very boundary, a millisecond to either side, by hours, or by months. */
const advance = fc
  .oneof(
    { weight: 6, arbitrary: fc.constantFrom(-1, 0, 1).map((ms) => ({ beyond: ms })) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 20 * 86_400_000 }).map((ms) => ({ by: ms })) },
    { weight: 1, arbitrary: fc.integer({ min: 20, max: 120 }).map((days) => ({ by: days * 86_400_000 })) },
  )
  .map((how) =>
    step(`advance(${JSON.stringify(how)})`, (model, real) => {
      const to = 'by' in how ? model.now + how.by : model.cycle.endsAt + how.beyond;
      model.now = Math.max(model.now, to);
      real.clock.set(new Date(model.now));
      return Promise.resolve();
    }),
  );
