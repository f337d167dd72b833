import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { CatalogueRefused, CatalogueService, withoutDefaults } from '../../src/catalogue/index.js';
import { parseCatalogue, writeCatalogue } from '../../src/catalogue/catalogue-file.js';
import { Refused } from '../../src/cli/command.js';
import { COMMANDS } from '../../src/cli/commands.js';
import type { Result } from '../../src/cli/command.js';
import { settings, startTenure, type Tenure } from '../support/tenure.js';

const NOTHING = { prune: false, runningCycles: false };
/** What the example catalogue would be as a file, with one thing otherwise. */
type Change = (content: { features: any[]; plans: any[] }) => void;

let tenure: Tenure;
let service: CatalogueService;
let folder: string;
async function start(): Promise<void> {
  tenure = await startTenure();
  service = tenure.app.get(CatalogueService);
  folder = await mkdtemp(join(tmpdir(), 'tenure-catalogue-'));
}
async function stop(): Promise<void> {
  await tenure.close();
  await rm(folder, { recursive: true, force: true });
}

const changed = async (change: Change) => {
  const content = structuredClone(withoutDefaults(await service.pull())) as Parameters<Change>[0];
  change(content);
  return parseCatalogue(JSON.stringify(content), 'catalogue.json');
};
const planIn = (content: Parameters<Change>[0], code: string) =>
  content.plans.find((plan) => plan.code === code);
const versions = async () =>
  (await tenure.dataSource.query<{ n: number }[]>('SELECT count(*)::int AS n FROM plan_versions'))[0]!.n;
const audited = async () =>
  (await tenure.dataSource.query<{ n: number }[]>('SELECT count(*)::int AS n FROM operator_audit'))[0]!.n;
/** The command as an operator runs it, without a terminal. */
const command = (words: string[], options: Record<string, boolean> = {}) =>
  COMMANDS.catalogue!.run({
    words,
    options,
    env: { ...settings(tenure.databaseUrl), DATA_DIR: folder },
  }) as Promise<Result>;

describe('The file of a catalogue', () => {
  beforeAll(start);
  afterAll(stop);

  it('is described by the schema beside the example, which names each of its fields', async () => {
    const schema = JSON.parse(await readFile('examples/catalogue/catalogue.schema.json', 'utf8'));
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect(validate(parse(await readFile('examples/catalogue/catalogue.yaml', 'utf8')))).toBe(true);
    expect(validate(parse(writeCatalogue(await service.pull())))).toBe(true);
    expect(validate({ plans: [{ code: 'a' }] })).toBe(false);
    const [plan] = (await service.pull()).plans;
    expect(Object.keys(schema.properties.plans.items.properties).toSorted()).toEqual(
      Object.keys(plan!).toSorted(),
    );
  });

  it.each([
    ['not YAML', 'plans: [', 'The catalogue x is not valid YAML:'],
    ['empty', '', 'must have "features" and "plans"'],
    ['a list', '- 1', 'must have "features" and "plans"'],
    ['an unknown field', 'plans: [{code: a, nam: A}]', 'plan a: nam is not a known field'],
    ['a missing field', 'plans: [{code: a}]', 'plan a: name is required'],
    [
      'a plan twice',
      'features: [{key: a, name: A, unit: a, kind: switch}, {key: a, name: A, unit: a, kind: switch}]',
      'feature a is there twice',
    ],
    [
      'two defaults',
      'plans: [{code: a, name: A, isDefault: true, price: {amount: 0, currency: EUR}, interval: {unit: day, count: 1}}, ' +
        '{code: b, name: B, isDefault: true, price: {amount: 0, currency: EUR}, interval: {unit: day, count: 1}}]',
      'only one plan can be the default, not a and b',
    ],
    [
      'a bomb of aliases',
      `a: &a [x,x]\n${'bcdefghijk'
        .split('')
        .map((at, n) => `${at}: &${at} [*${'abcdefghij'[n]},*${'abcdefghij'[n]},*${'abcdefghij'[n]}]`)
        .join('\n')}`,
      'not valid YAML',
    ],
  ])('that is %s says what is wrong', async (_, text, message) => {
    await expect(parseCatalogue(text, 'x')).rejects.toThrow(message);
  });

  it('is refused whole, with all that can never change', async () => {
    const file = await changed((content) => {
      planIn(content, 'pro').interval.unit = 'week';
      planIn(content, 'scale').price.currency = 'EUR';
      planIn(content, 'scale').perSeat = true;
      content.features.find(({ key }) => key === 'export').kind = 'metered';
      planIn(content, 'free').name = 'Gratis';
    });
    const refused = await service.apply(file, NOTHING).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(CatalogueRefused);
    expect((refused as CatalogueRefused).problems).toEqual([
      'feature export: its kind is switch and never changes; name another feature',
      'plan pro: its interval is 1 month and never changes; name another plan, and archive this one',
      'plan scale: its currency is USD and never changes; name another plan, and archive this one',
      'plan scale: its price is not per seat, which never changes; name another plan, and archive this one',
    ]);
    expect((await tenure.get('/v1/plans/free')).body.name).toBe('Free');
  });

  it.each<[string, Change, string]>([
    [
      'an unknown feature',
      (content) => (planIn(content, 'pro').limits.nothing = 1),
      'plan pro: There is no feature "nothing".',
    ],
    [
      'a limit of another kind',
      (content) => (planIn(content, 'pro').limits.export = 5),
      'plan pro: limits.export: must be true or false',
    ],
    [
      'an unknown target',
      (content) => (planIn(content, 'pro').whenCycleEnds = { switchTo: 'gone' }),
      'plan pro: There is no plan "gone".',
    ],
    [
      'an archived target',
      (content) => (planIn(content, 'free').archived = true),
      'plan free: Another plan switches to "free".',
    ],
  ])('is refused for %s, by a dry run too, and nothing is written', async (_, change, detail) => {
    const file = await changed((content) => {
      content.features.push({ key: 'minutes', name: 'Minutes', unit: 'minute', kind: 'metered' });
      change(content);
      if (planIn(content, 'free').archived) delete planIn(content, 'free').isDefault;
    });
    await expect(service.dryRun(file, NOTHING)).rejects.toThrow(detail);
    await expect(service.apply(file, NOTHING)).rejects.toThrow(detail);
    expect((await service.pull()).features.map(({ key }) => key)).not.toContain('minutes');
  });
});

describe('The file of a catalogue, applied,', () => {
  beforeEach(start);
  afterEach(stop);

  it('is what pull writes: applied again it changes nothing and makes no version', async () => {
    await service.apply(
      await parseCatalogue(await readFile('examples/catalogue/catalogue.yaml', 'utf8'), 'x'),
      NOTHING,
    );
    const hidden = await changed((content) => {
      Object.assign(planIn(content, 'scale'), {
        archived: true,
        whenCycleEnds: 'end',
        description: 'a: "b"\nc',
      });
      content.features.push({ key: 'old', name: 'Old', unit: 'one', kind: 'allocated', retired: true });
    });
    await service.apply(hidden, NOTHING);
    const [before, entries] = [await versions(), await audited()];
    const text = writeCatalogue(await service.pull());
    // It names no schema, because none lies beside it.
    expect(text).toMatch(/^features:/);
    expect(
      await service.apply(await parseCatalogue(text, 'pulled.yaml'), { ...NOTHING, prune: true }),
    ).toEqual({
      differences: [],
      lines: [],
    });
    expect([await versions(), await audited()]).toEqual([before, entries]);
  });

  it('says each difference in a line, with the subscriptions that meet it', async () => {
    const customer = await tenure.signUp();
    const file = await changed((content) => {
      const free = planIn(content, 'free');
      Object.assign(free, { name: 'Gratis', trialDays: 3, price: { amount: 100, currency: 'USD' } });
      free.selfService = true;
      free.limits = { recordings: 200, seats: null, export: true };
      content.features.push({ key: 'minutes', name: 'Minutes', unit: 'minute', kind: 'metered' });
    });
    const { lines } = await service.dryRun(file, NOTHING);
    const met = ' (1 subscription meets it at their next cycle)';
    expect(lines).toEqual(
      [
        '+ feature minutes (metered)',
        '~ plan free name "Free" → "Gratis"',
        `~ plan free price.amount 0 → 100${met}`,
        `~ plan free trialDays 0 → 3${met}`,
        `~ plan free limits.seats 3 → unlimited${met}`,
        `~ plan free limits.recordings 100 → 200${met}`,
        `~ plan free limits.applications 1 → none${met}`,
        `~ plan free limits.export none → on${met}`,
      ].toSorted((a, b) => lines.indexOf(a) - lines.indexOf(b)),
    );
    const before = await versions();
    await service.apply(file, NOTHING);
    expect(await versions()).toBe(before + 1);
    // The cycle under way goes on as it was sold.
    expect((await customer.spend(101)).status).toBe(402);
  });

  it('is met by running cycles at once when that is asked for', async () => {
    const customer = await tenure.signUp();
    const file = await changed((content) => (planIn(content, 'free').limits.recordings = 200));
    const { lines } = await service.apply(file, { ...NOTHING, runningCycles: true });
    expect(lines).toEqual(['~ plan free limits.recordings 100 → 200 (1 subscription meets it now)']);
    expect((await customer.spend(200)).status).toBe(200);
  });

  it('leaves what it does not name, and takes it off sale with prune', async () => {
    const text = await readFile('examples/catalogue/catalogue.yaml', 'utf8');
    const file = await parseCatalogue(text, 'catalogue.yaml');
    await service.apply(file, NOTHING);
    expect((await tenure.get('/v1/plans')).body.data).toHaveLength(5);
    const { lines } = await service.apply(file, { ...NOTHING, prune: true });
    expect(lines).toEqual([
      '~ plan studio-free isDefault false → true',
      '~ plan free isDefault true → false',
      '- plan free (archived)',
      '- plan pro (archived)',
      '- plan scale (archived)',
      '- plan limitless (archived)',
      '- feature applications (retired)',
      '- feature export (retired)',
      '- feature recordings (retired)',
    ]);
    expect((await tenure.get('/v1/plans')).body.data.map(({ code }: { code: string }) => code)).toEqual([
      'studio',
      'studio-free',
    ]);
    expect((await service.apply(file, { ...NOTHING, prune: true })).lines).toEqual([]);
  });

  it('moves the default, hides the old one, and makes plans that switch to each other', async () => {
    const file = await changed((content) => {
      Object.assign(planIn(content, 'free'), { visibility: 'hidden' });
      delete planIn(content, 'free').isDefault;
      const terms = { price: { amount: 0, currency: 'USD' }, interval: { unit: 'month', count: 1 } };
      content.plans.push(
        { code: 'a', name: 'A', isDefault: true, whenCycleEnds: { switchTo: 'b' }, ...terms },
        { code: 'b', name: 'B', whenCycleEnds: { switchTo: 'a' }, ...terms },
        { code: 'z', name: 'Z', whenCycleEnds: { switchTo: 'z' }, archived: true, ...terms },
      );
    });
    await service.apply(file, NOTHING);
    const { plans } = await service.pull();
    const told = (code: string) => {
      const { isDefault, visibility, whenCycleEnds, archived } = plans.find((plan) => plan.code === code)!;
      return [isDefault, visibility, whenCycleEnds, archived];
    };
    expect(told('free')).toEqual([false, 'hidden', 'renew', false]);
    expect(told('a')).toEqual([true, 'public', { switchTo: 'b' }, false]);
    expect(told('b')).toEqual([false, 'public', { switchTo: 'a' }, false]);
    expect(told('z')).toEqual([false, 'public', { switchTo: 'z' }, true]);
    expect((await service.apply(file, NOTHING)).lines).toEqual([]);
    // Back on sale, and the default again, in one step.
    const back = await changed((content) => {
      delete planIn(content, 'a').isDefault;
      Object.assign(planIn(content, 'z'), { archived: false, isDefault: true });
    });
    await service.apply(back, NOTHING);
    expect((await service.pull()).plans.find(({ isDefault }) => isDefault)?.code).toBe('z');
  });

  it('lets a plan switch to a new one in a circle, and takes both off sale and back together', async () => {
    const terms = { price: { amount: 0, currency: 'USD' }, interval: { unit: 'month', count: 1 } };
    await service.apply(
      await changed(({ plans }) => plans.push({ code: 'a', name: 'A', ...terms })),
      NOTHING,
    );
    const circle = await changed((content) => {
      Object.assign(planIn(content, 'a'), { whenCycleEnds: { switchTo: 'b' } });
      // The new plan comes first, so the old one is written before its target is there.
      content.plans.unshift({ code: 'b', name: 'B', whenCycleEnds: { switchTo: 'a' }, ...terms });
    });
    await service.apply(circle, NOTHING);
    expect((await service.apply(circle, NOTHING)).lines).toEqual([]);
    const before = await versions();
    for (const archived of [true, false]) {
      const file = await changed((content) => {
        for (const code of ['a', 'b']) Object.assign(planIn(content, code), { archived });
      });
      expect((await service.apply(file, NOTHING)).lines).toHaveLength(2);
    }
    expect(await versions()).toBe(before);
    const { plans } = await service.pull();
    expect(plans.filter(({ code }) => ['a', 'b'].includes(code))).toMatchObject([
      { code: 'a', whenCycleEnds: { switchTo: 'b' }, archived: false },
      { code: 'b', whenCycleEnds: { switchTo: 'a' }, archived: false },
    ]);
  });

  it('takes an old currency of a plan that is there, and of no new plan', async () => {
    await tenure.dataSource.query("UPDATE plans SET currency = 'CRD' WHERE code = 'scale'");
    expect((await service.apply(await changed(() => undefined), NOTHING)).lines).toEqual([]);
    const file = await changed(({ plans }) =>
      plans.push({ ...plans.find(({ code }) => code === 'scale'), code: 'large' }),
    );
    await expect(service.apply(file, NOTHING)).rejects.toThrow(
      'plan large: price.currency: must be an ISO 4217 code such as USD',
    );
  });

  it('applied by two servers at once is written by one of them', async () => {
    const file = await changed((content) => (planIn(content, 'free').limits.recordings = 150));
    const before = await versions();
    const both = await Promise.all([service.apply(file, NOTHING), service.apply(file, NOTHING)]);
    expect(both.map(({ lines }) => lines.length).toSorted()).toEqual([0, 1]);
    expect(await versions()).toBe(before + 1);
  });

  it('by the command: a dry run is 2, giving less needs --yes, and doing it is 0', async () => {
    // Commands print which database they use.
    const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    try {
      const path = join(folder, 'catalogue.yaml');
      const pulled = await command(['pull']);
      await writeFile(path, pulled.lines.join('\n').replace('recordings: 5000', 'recordings: 4000'));
      const line = '~ plan pro limits.recordings 5000 → 4000';
      expect(await command(['apply', path], { 'dry-run': true })).toMatchObject({
        exitCode: 2,
        lines: [line],
      });
      const refused = await command(['apply', path]).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(Refused);
      expect((refused as Refused).message).toContain(line);
      expect((await tenure.get('/v1/plans/pro')).body.limits.recordings).toBe(5000);
      expect(await command(['apply', path], { yes: true })).toMatchObject({
        exitCode: 0,
        lines: [line],
        data: { applied: true, differences: [{ lowers: true, from: 5000, to: 4000 }] },
      });
      expect(await command(['apply', path])).toMatchObject({ exitCode: 0, lines: ['Nothing differs.'] });
      await expect(command(['apply', join(folder, 'none.yaml')])).rejects.toThrow(CatalogueRefused);
      await expect(command(['apply'])).rejects.toThrow('Say what to do');
    } finally {
      printed.mockRestore();
    }
  });

  it('is not applied when the catalogue has changed since somebody agreed', async () => {
    const file = await changed((content) => (planIn(content, 'free').limits.recordings = 50));
    const { differences } = await service.dryRun(file, NOTHING);
    await service.apply(await changed((content) => (planIn(content, 'pro').name = 'Professional')), NOTHING);
    await expect(service.apply(file, { ...NOTHING, agreed: differences })).rejects.toThrow('meanwhile');
  });

  it('is applied by each start, and stops the start when it is refused', async () => {
    const path = join(folder, 'catalogue.yaml');
    await writeFile(path, await readFile('examples/catalogue/catalogue.yaml', 'utf8'));
    const other = await startTenure({ CATALOGUE: path });
    const { body } = await other.get('/v1/plans');
    await other.close();
    expect(body.data.map(({ code }: { code: string }) => code)).toEqual(['studio', 'studio-free']);
    await writeFile(path, 'plans: [{}]');
    await expect(startTenure({ CATALOGUE: path })).rejects.toThrow('CATALOGUE: The catalogue');
  });
});
