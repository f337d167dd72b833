import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { violations } from '../../invariants/invariants.js';
import { ServiceModule } from '../../src/cli/service.module.js';
import { COMMANDS } from '../../src/cli/commands.js';
import type { Result } from '../../src/cli/command.js';
import { loadConfig } from '../../src/config/config.js';
import { emptyReport, ImportService, NO_MAP, readDump, type Report } from '../../src/simple-saas/index.js';
import { BusinessImportService } from '../../src/simple-saas/business-import.service.js';
import { parseDump } from '../../src/simple-saas/dump.js';
import { ImportRefused } from '../../src/simple-saas/import-refused.error.js';
import { People } from '../../src/simple-saas/people.js';
import { planCodes } from '../../src/simple-saas/plan-import.service.js';
import { freshDatabase } from '../support/database.js';
import { FakeClock, settings, startTenure, type Tenure } from '../support/tenure.js';

/** Made once with Django 5.2 from models like the original's; each of its people has this password. */
const DUMP = 'test/simple-saas/dump.json';
const OLD_PASSWORD = 'the old password';
/**
 * The instant at which the dump is imported. Both are moved by the same time into the future, since access tokens of a past clock
 * are over.
 */
const NOW = '2026-11-28T12:00:00Z';
const SHIFT_MS = 18_250 * 24 * 60 * 60 * 1_000;
const moved = (at: Date | string): Date => new Date(new Date(at).getTime() + SHIFT_MS);
const told = (at: string): string => moved(at).toISOString();

describe('An import from the original', () => {
  const clock = new FakeClock();
  let tenure: Tenure;
  let services: INestApplicationContext;
  let folder: string;
  let operator: string;
  beforeAll(async () => {
    clock.set(moved(NOW));
    folder = await mkdtemp(join(tmpdir(), 'tenure-import-'));
    tenure = await startTenure({ CATALOGUE: 'none', DATA_DIR: folder }, clock);
    const config = {
      ...loadConfig({ ...settings(tenure.databaseUrl), DATA_DIR: folder }),
      databaseUrl: tenure.databaseUrl,
      rateLimits: true,
    };
    services = await NestFactory.createApplicationContext(ServiceModule.with(config, clock), {
      logger: false,
    });
    operator = await tenure.operator();
    const house = {
      code: 'house',
      name: 'House',
      price: { amount: 0, currency: 'EUR' },
      visibility: 'hidden',
    };
    const interval = { unit: 'month', count: 1 };
    await tenure.post('/v1/admin/plans', { token: operator, body: { ...house, interval } });
    const owner = {
      email: 'known@example.com',
      firstName: 'Lee',
      lastName: 'Known',
      password: 'my own password',
    };
    const body = { name: 'Known', planCode: 'house', owner };
    await tenure.post('/v1/admin/businesses', { token: operator, body });
  });
  afterAll(async () => {
    await services.close();
    await tenure.close();
    await rm(folder, { recursive: true, force: true });
  });

  const run = async (more: Partial<Parameters<ImportService['run']>[2]> = {}): Promise<Report> => {
    const { dump, doubts } = await readDump(DUMP);
    for (const row of dump.subscriptions) {
      if (row.start_time) row.start_time = moved(row.start_time);
      if (row.end_time) row.end_time = moved(row.end_time);
    }
    return services.get(ImportService).run(dump, emptyReport(more.dryRun === true, [...doubts]), {
      ...{ dryRun: false, map: NO_MAP, expired: 'roll' },
      ...more,
    });
  };
  /** Imports businesses by key, each with the usernames of its team, the owner first. An inactive user ends with a "-". */
  const runOf = async (
    teams: Record<number, string[]>,
    plan: Record<string, unknown> = {},
    startedAt = clock.now(),
  ): Promise<Report> => {
    const people = [...new Set(Object.values(teams).flat())];
    const user = (name: string) => name.replace('-', '');
    const email = (name: string) => `${user(name)}@example.com`;
    const { dump } = parseDump(
      [
        {
          model: 'saas.plan',
          pk: 1,
          fields: { name: 'Basic', duration_days: 30, usd_price: '9.99', ...plan },
        },
        ...Object.keys(teams).map((pk) => ({
          model: 'saas.business',
          pk: Number(pk),
          fields: { name: `B ${pk}`, is_active: true },
        })),
        ...Object.keys(teams).map((business) => ({
          model: 'saas.subscription',
          pk: Number(business),
          fields: {
            business: Number(business),
            plan: 1,
            is_active: true,
            start_time: startedAt.toISOString(),
          },
        })),
        ...people.map((name, at) => ({
          model: 'auth.user',
          pk: 100 + at,
          fields: { username: user(name), email: email(name), password: '', is_active: !name.endsWith('-') },
        })),
        ...Object.entries(teams).flatMap(([business, names]) =>
          names.map((name) => ({
            model: 'saas.teammember',
            pk: Number(business) * 100 + people.indexOf(name),
            fields: { business: Number(business), user: [user(name)], activation_key: '' },
          })),
        ),
      ],
      'dump.json',
    );
    return services
      .get(ImportService)
      .run(dump, emptyReport(false, []), { dryRun: false, map: NO_MAP, expired: 'roll' });
  };
  const rulesOf = ({ doubts }: Report) =>
    doubts.filter(({ rule }) => rule !== 'password').map(({ row, rule }) => `${row} ${rule}`);
  /** Signs up as `name`, and answers the access token. */
  const signUp = async (name: string): Promise<string> => {
    const person = {
      email: `${name}@example.com`,
      firstName: name,
      lastName: 'First',
      password: 'my own password',
    };
    const business = { name: `Own ${name}` };
    const answer = await tenure.post('/v1/auth/signup', { body: { business, planCode: 'free', ...person } });
    expect(answer.status).toBe(201);
    return answer.body.tokens.accessToken;
  };
  const prove = (email: string) =>
    tenure.dataSource.query('UPDATE users SET email_verified_at = now() WHERE email = $1', [email]);
  const rows = async () =>
    (
      await tenure.dataSource.query<{ n: number }[]>(
        'SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM businesses) + (SELECT count(*) FROM plans) AS n',
      )
    )[0]!.n;
  const imported = async (pk: number) =>
    (await tenure.get(`/v1/admin/businesses?externalId=simple-saas:${pk}`, { token: operator })).body.data[0];
  const logIn = (email: string, password = OLD_PASSWORD) =>
    tenure.post('/v1/auth/login', { body: { email, password } });
  const hashOf = async (email: string) =>
    (
      await tenure.dataSource.query<{ hash: string | null }[]>(
        'SELECT password_hash AS hash FROM users WHERE email = $1',
        [email],
      )
    )[0]?.hash;
  let report: Report;

  it('by a dry run says what the run will do, and writes nothing', async () => {
    const before = await rows();
    const dry = await run({ dryRun: true });
    expect(await rows()).toBe(before);
    report = await run();
    expect({ ...dry, dryRun: false }).toEqual(report);
  });

  it('takes over what is clear, and names each doubtful row with what was done', () => {
    expect(report).toMatchObject({
      plans: { imported: 5, unchanged: 0, leftOut: 2 },
      businesses: { imported: 8, unchanged: 0, leftOut: 3 },
      invitations: 1,
    });
    expect(report.doubts.map(({ row, rule }) => `${row} ${rule}`).toSorted()).toEqual(
      [
        'auth.user 12 account_there',
        'auth.user 15 not_invited',
        'auth.user 4 password',
        'auth.user 5 email_shared',
        'auth.user 6 no_email',
        'auth.user 7 email_from_username',
        'auth.user 8 password',
        'auth.user 9 staff',
        'saas.business 11 owner_inactive',
        'saas.business 6 no_subscription',
        'saas.business 7 no_owner',
        'saas.business 8 no_owner',
        'saas.business 9 operator_account',
        'saas.plan 2 default_plan',
        'saas.plan 4 price',
        'saas.plan 5 duration',
        'saas.subscription 11 no_plan',
        'saas.subscription 12 start',
        'saas.subscription 13 start',
        'saas.subscription 3 several_active',
        'saas.subscription 5 expired',
        'saas.subscription 10 no_plan',
        'saas.teammember 12 no_person',
        'saas.teammember 15 no_person',
        'saas.teammember 5 twice',
      ].toSorted(),
    );
    expect(JSON.stringify(report)).not.toMatch(/pbkdf2_sha256\$|the-old-key|act-\d/);
  });

  it('makes plans with exact prices, codes of their own, and the first free one as the default', async () => {
    const { body } = await tenure.get('/v1/admin/plans', { token: operator });
    const plans = (body.data as { code: string; isDefault: boolean; price: any; interval: any }[])
      .filter(({ code }) => code !== 'house')
      .map(({ code, isDefault, price, interval }) => [code, isDefault, price.amount, interval.count]);
    expect(plans.toReversed()).toEqual([
      ['free', true, 0, 15],
      ['basic', false, 999, 30],
      ['yearly', false, 9950, 365],
      ['twin-6', false, 100, 7],
      ['twin-7', false, 200, 14],
    ]);
    expect(report.doubts.find(({ rule }) => rule === 'default_plan')?.decision).toContain(
      '"free" for 0.00 USD is the default plan',
    );
  });

  it('keeps the start as the anchor of cycles, and rolls forward, ends or suspends as it was', async () => {
    const cycleOf = async (pk: number) => {
      const { id, suspended } = await imported(pk);
      const { body } = await tenure.get(`/v1/admin/businesses/${id}/subscription`, { token: operator });
      const { plan, status, cycle, endedAt } = body;
      return { plan: plan.code, status, suspended, startsAt: cycle.startsAt, endsAt: cycle.endsAt, endedAt };
    };
    // 31 January and ten times 30 days.
    expect(await cycleOf(1)).toMatchObject({
      plan: 'basic',
      status: 'active',
      startsAt: told('2026-11-27T10:00:00.000Z'),
      endsAt: told('2026-12-27T10:00:00.000Z'),
    });
    expect(await cycleOf(2)).toMatchObject({ plan: 'free', status: 'active', suspended: true });
    expect(await cycleOf(3)).toMatchObject({ plan: 'yearly', startsAt: told('2026-11-01T00:00:00.000Z') });
    expect(await cycleOf(4)).toMatchObject({ status: 'active', startsAt: told('2026-10-30T12:00:00.000Z') });
    expect(await cycleOf(5)).toMatchObject({
      plan: 'yearly',
      status: 'ended',
      endedAt: told('2025-02-28T08:00:00.000Z'),
    });
    expect(await cycleOf(6)).toMatchObject({ plan: 'free', status: 'ended' });
    expect(await cycleOf(10)).toMatchObject({
      plan: 'twin-7',
      status: 'active',
      startsAt: told('2026-11-28T12:00:00.000Z'),
    });
  });

  it('lets members in as before: active ones, switched off ones, and invited ones by mail', async () => {
    const { id } = await imported(1);
    const { body } = await tenure.get(`/v1/admin/businesses/${id}/members`, { token: operator });
    const people = (body.data as { email: string; role: string; active: boolean }[]).map(
      ({ email, role, active }) => [email, role, active],
    );
    expect(people.toSorted()).toEqual([
      ['ada@example.com', 'owner', true],
      ['bob@example.com', 'member', false],
      ['dan@example.com', 'member', true],
    ]);
    const invited = await tenure.get(`/v1/admin/businesses/${id}/invitations`, { token: operator });
    expect(invited.body.data).toMatchObject([{ email: 'cyn@example.com', role: 'member' }]);
    // The erasure of the owner finds by this what bears the owner's name.
    const sender = `SELECT m.role FROM invitations i JOIN members m ON m.id = i.invited_by_member WHERE i.business_id = $1`;
    expect(await tenure.dataSource.query(sender, [id])).toEqual([{ role: 'owner' }]);
  });

  it('lets people log in with their old password, which is hashed again then and not before', async () => {
    const before = await hashOf('ada@example.com');
    expect(before).toMatch(/^pbkdf2_sha256\$1000000\$/);
    expect((await logIn('ada@example.com', 'not the password')).status).toBe(401);
    expect(await hashOf('ada@example.com')).toBe(before);
    const both = await Promise.all([logIn('ada@example.com'), logIn('ADA@example.com')]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const after = await hashOf('ada@example.com');
    expect(after).toMatch(/^\$argon2id\$/);
    expect((await logIn('ada@example.com')).status).toBe(200);
    expect((await tenure.get('/v1/me', { token: both[0].body.tokens.accessToken })).status).toBe(200);
    expect(await hashOf('ada@example.com')).toBe(after);
  });

  it('asks people without such a hash for a reset, and keeps the password of an account that was there', async () => {
    expect(await hashOf('dan@example.com')).toBeNull();
    expect((await logIn('dan@example.com')).status).toBe(401);
    expect((await logIn('known@example.com')).status).toBe(401);
    const known = await logIn('known@example.com', 'my own password');
    expect(known.body.businesses.map(({ name }: { name: string }) => name).toSorted()).toEqual([
      'Joins',
      'Known',
    ]);
    expect((await logIn('ned@example.com')).body.code).toBe('account_suspended');
  });

  it('takes the same time for unknown, imported and own addresses', async () => {
    // Processor time, which other work on the machine does not lengthen.
    const took = async (email: string) => {
      const times: number[] = [];
      for (let n = 0; n < 2; n += 1) {
        const began = process.cpuUsage();
        expect((await logIn(email, 'a wrong password')).status).toBe(401);
        times.push(process.cpuUsage(began).user);
      }
      return Math.min(...times);
    };
    const theirs = await took('may@example.com');
    const [nobodys, ours] = [await took('nobody@example.com'), await took('ada@example.com')];
    // Verifying one of their hashes takes most of a second; one of ours, in tests, a thousandth of that.
    for (const time of [nobodys, ours]) {
      expect(time).toBeGreaterThan(theirs * 0.5);
      expect(time).toBeLessThan(theirs * 2);
    }
  });

  it('changes nothing a second time, and leaves a database whose invariants hold', async () => {
    const before = await rows();
    const again = await run();
    expect(again).toMatchObject({
      plans: { imported: 0, unchanged: 5, leftOut: 2 },
      businesses: { imported: 0, unchanged: 8, leftOut: 3 },
      members: 0,
      invitations: 0,
    });
    expect(await rows()).toBe(before);
    expect(
      (await violations(tenure.databaseUrl, { auditDays: null })).filter(({ count }) => count > 0),
    ).toEqual([]);
  });

  it('does what the map says of owners, addresses and plans', async () => {
    const map = {
      plans: { '4': 'house', '5': 'nothing' },
      owners: { '8': 'fay', '9': 'nobody' },
      emails: { fay: 'fay@example.com', kim: 'kim@example.com' },
    };
    const mapped = await run({ map });
    expect(mapped.businesses).toEqual({ imported: 2, unchanged: 8, leftOut: 1 });
    expect(mapped.doubts.map(({ row, rule }) => `${row} ${rule}`)).toEqual(
      expect.arrayContaining(['saas.plan 5 unknown_plan', 'saas.business 9 unknown_owner']),
    );
    expect(await imported(8)).toMatchObject({ name: 'Ghost' });
    expect((await logIn('kim@example.com')).body.businesses).toMatchObject([
      { name: 'Operators', role: 'owner' },
    ]);
  });

  it('gives no business to a stranger who signed up first with the address of its owner or of a member', async () => {
    for (const name of ['big', 'mel', 'off', 'pat']) await signUp(name);
    await prove('pat@example.com');
    const first = await runOf({ 101: ['big'], 102: ['sam', 'mel', 'off-', 'pat'] });
    expect(first).toMatchObject({ businesses: { imported: 1, leftOut: 1 }, members: 2, invitations: 1 });
    expect(rulesOf(first)).toEqual([
      'saas.business 101 address_not_proven',
      'auth.user 102 address_not_proven',
      'auth.user 103 address_not_proven',
      'auth.user 104 account_there',
    ]);
    expect(await imported(101)).toBeUndefined();
    const path = `/v1/admin/businesses/${(await imported(102)).id}`;
    const { data } = (await tenure.get(`${path}/members`, { token: operator })).body;
    expect(data.map(({ email }: { email: string }) => email).toSorted()).toEqual([
      'pat@example.com',
      'sam@example.com',
    ]);
    expect((await tenure.get(`${path}/invitations`, { token: operator })).body.data).toMatchObject([
      { email: 'mel@example.com' },
    ]);
    // Whose address is proven meanwhile owns it. Nobody proves an address that the import itself has brought.
    await prove('big@example.com');
    expect(rulesOf(await runOf({ 101: ['big'], 103: ['sam'] }))).toEqual(['auth.user 100 account_there']);
    expect(await imported(103)).toMatchObject({ owner: { email: 'sam@example.com' } });
  });

  it('suspends only accounts that it makes, and operators read of it', async () => {
    const token = await signUp('ola');
    await prove('ola@example.com');
    expect(rulesOf(await runOf({ 104: ['ola-'], 105: ['una-'] }))).toEqual([
      'saas.business 104 owner_inactive',
      'auth.user 100 account_there',
      'saas.business 105 owner_inactive',
    ]);
    expect(await tenure.get('/v1/me', { token })).toMatchObject({ status: 200 });
    const entries = `SELECT u.email FROM operator_audit o JOIN users u ON u.id::text = o.target_id
      WHERE o.action = 'user.suspended' AND o.actor_kind = 'system' AND u.suspended_at IS NOT NULL ORDER BY 1`;
    expect(await tenure.dataSource.query(entries)).toEqual([
      { email: 'ned@example.com' },
      { email: 'una@example.com' },
    ]);
    // An inactive person who was a member first, and one who is active in another business by now.
    await runOf({ 106: ['sam', 'zoe-', 'yan-'], 107: ['zoe-'] });
    await runOf({ 108: ['yan'] });
    await runOf({ 109: ['yan-'] });
    expect(await tenure.dataSource.query(entries)).toEqual([
      { email: 'ned@example.com' },
      { email: 'una@example.com' },
      { email: 'zoe@example.com' },
    ]);
    // Accounts that were here before, with a proven address, or in a business that no import made.
    await tenure.dataSource.query(
      `INSERT INTO users (id, email, first_name, last_name, operator, created_at, email_verified_at)
       VALUES (gen_random_uuid(), 'zita@example.com', 'Zita', 'First', false, now(), now()),
              (gen_random_uuid(), 'rhea@example.com', 'Rhea', 'First', false, now(), NULL)`,
    );
    await tenure.dataSource.query(
      `INSERT INTO members (business_id, id, kind, user_id, role, active, created_at)
       SELECT b.id, gen_random_uuid(), 'human', u.id, 'member', false, now()
       FROM users u, businesses b WHERE u.email = 'rhea@example.com' AND b.name = 'Known'`,
    );
    await runOf({ 118: ['sam', 'zita-', 'rhea-'], 119: ['zita-'], 120: ['rhea-'] });
    expect(await tenure.dataSource.query(entries)).toHaveLength(3);
  });

  it('puts everybody on the newest version of a plan, which also says how the past went on', async () => {
    const plan = { code: 'grown', name: 'Grown', price: { amount: 500, currency: 'USD' } };
    const interval = { unit: 'day', count: 30 };
    const old = { ...plan, interval, whenCycleEnds: 'end', limits: { seats: 3 } };
    expect((await tenure.post('/v1/admin/plans', { token: operator, body: old })).status).toBe(201);
    const edit = { whenCycleEnds: 'renew', limits: { seats: null } };
    const path = '/v1/admin/plans/grown';
    expect((await tenure.patch(path, { token: operator, body: edit })).status).toBe(200);
    const longAgo = new Date(clock.now().getTime() - 100 * 24 * 60 * 60 * 1_000);
    await runOf({ 110: ['gil'] }, { name: 'Grown', usd_price: '5.00' }, longAgo);
    const { id } = await imported(110);
    const { body } = await tenure.get(`/v1/admin/businesses/${id}/subscription`, { token: operator });
    expect(body).toMatchObject({ status: 'active', plan: { code: 'grown' }, limits: { seats: null } });
    const found = await violations(tenure.databaseUrl, { auditDays: null });
    expect(found.filter(({ count }) => count > 0)).toEqual([]);
  });

  it('invites a person to every business, however many they are', async () => {
    await signUp('ian');
    const teams = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((n) => [110 + n, ['sam', 'ian']]));
    const many = await runOf(teams);
    expect(many).toMatchObject({ businesses: { imported: 7 }, invitations: 7 });
  });

  it('names a plan that is here and has another price or other seats than that of the original', async () => {
    const price = { amount: 500, currency: 'USD' };
    const body = { code: 'foreign', name: 'Foreign', price, interval: { unit: 'day', count: 30 } };
    const unlimited = { ...body, limits: { seats: null } };
    for (const plan of [
      { ...body, limits: { seats: 3 } },
      { ...unlimited, code: 'alike', name: 'Alike' },
    ])
      expect(await tenure.post('/v1/admin/plans', { token: operator, body: plan })).toMatchObject({
        status: 201,
      });
    const doubtsOf = async (name: string, usd_price: string) => rulesOf(await runOf({}, { name, usd_price }));
    expect(await doubtsOf('Alike', '5.00')).toEqual([]);
    expect(await doubtsOf('Alike', '5.01')).toEqual(['saas.plan 1 plan_there']);
    expect(await doubtsOf('Foreign', '5.00')).toEqual(['saas.plan 1 plan_there']);
  });

  it('makes no business again whose externalId was changed, or which was erased', async () => {
    const [changed, erased] = [(await imported(1)).id, (await imported(2)).id];
    const path = (id: string) => `/v1/admin/businesses/${id}`;
    const body = { externalId: 'crm-1' };
    expect(await tenure.patch(path(changed), { token: operator, body })).toMatchObject({ status: 200 });
    for (const step of ['close', 'erase'])
      expect((await tenure.post(`${path(erased)}/${step}`, { token: operator })).status).toBeLessThan(300);
    const before = await rows();
    expect(await run()).toMatchObject({ businesses: { imported: 0, unchanged: 10 } });
    expect(await rows()).toBe(before);
  });

  it('by the command: doubts are 3, and a wrong file or map is 2 and writes nothing', async () => {
    // Commands print which database they use.
    const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    try {
      const command = (words: string[], options: Record<string, string | boolean> = {}) =>
        COMMANDS.import!.run({
          words,
          options,
          env: { ...settings(tenure.databaseUrl), DATA_DIR: folder },
        }) as Promise<Result>;
      const path = join(folder, 'report.json');
      const done = await command(['simple-saas', DUMP], { report: path, expired: 'end' });
      expect(done.exitCode).toBe(3);
      expect(done.lines[1]).toBe('businesses  0 imported, 10 unchanged, 1 left out');
      expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ plans: { unchanged: 5 } });
      const nowhere = join(folder, 'no such folder', 'report.json');
      const before = await rows();
      await expect(command(['simple-saas', DUMP], { report: nowhere })).rejects.toThrow('cannot be written');
      expect(await rows()).toBe(before);
      const wrong = join(folder, 'wrong.json');
      await writeFile(wrong, '{"plan": {}}');
      await expect(command(['simple-saas', wrong])).rejects.toThrow(ImportRefused);
      await expect(command(['simple-saas', DUMP], { map: wrong })).rejects.toThrow('Unrecognized key');
      await expect(command(['simple-saas', DUMP], { expired: 'x' })).rejects.toThrow(
        '--expired is roll or end',
      );
      await expect(command(['other', DUMP])).rejects.toThrow('Say what to import');
    } finally {
      printed.mockRestore();
    }
  });
});

describe('The report of an import', () => {
  it('is written and printed also if the import fails after some businesses', async () => {
    const database = await freshDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'tenure-import-'));
    const report = join(folder, 'report.json');
    const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { import: importOne } = BusinessImportService.prototype;
    let left = 2;
    const failing = jest.spyOn(BusinessImportService.prototype, 'import').mockImplementation(function (
      this: BusinessImportService,
      ...args
    ) {
      left -= 1;
      return left < 0 ? Promise.reject(new Error('the database is gone')) : importOne.apply(this, args);
    });
    try {
      const env = { ...settings(database.url), DATA_DIR: folder };
      const importing = COMMANDS.import!.run({ words: ['simple-saas', DUMP], options: { report }, env });
      await expect(importing).rejects.toThrow('the database is gone');
      expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ businesses: { imported: 2 } });
      expect(printed).toHaveBeenCalledWith(expect.stringMatching(/^businesses {2}2 imported/m));
    } finally {
      failing.mockRestore();
      printed.mockRestore();
      await rm(folder, { recursive: true, force: true });
      await database.drop();
    }
  });
});

describe('The codes of plans', () => {
  const codesOf = (names: string[]) => {
    const plan = { description: null, usd_price: '1.00', duration_days: 30 };
    const rows = names.map((name, place) => ({ ...plan, pk: String(place + 1), name }));
    return [...planCodes(rows).values()];
  };

  it('are of one plan each, also where a name reads like the code of another plan', () => {
    expect(codesOf(['Pro', 'Basic', 'Pro'])).toEqual(['pro-1', 'basic', 'pro-3']);
    expect(codesOf(['Pro', 'Pro', 'Pro 2'])).toEqual(['pro-1', 'pro-2-2', 'pro-2']);
    expect(codesOf(['Pro', 'Pro', 'Pro 2', 'Pro 2 2'])).toEqual(['pro-1', 'pro-2-3', 'pro-2', 'pro-2-2']);
    const long = 'x'.repeat(61);
    const codes = codesOf([`${long}yy`, `${long}yy`, `${long} 2`, '', 'Plan 4']);
    expect(new Set(codes).size).toBe(5);
    expect(codes.every((code) => code.length <= 63)).toBe(true);
  });
});

describe('A dump of the original', () => {
  it('is read with users by key or by name, and a row that cannot be read is a doubt', () => {
    const { dump, doubts } = parseDump(
      [
        { model: 'saas.business', pk: 10, fields: { name: 'B', is_active: true } },
        { model: 'saas.business', pk: 9, fields: { name: 'A', is_active: true } },
        { model: 'saas.teammember', pk: 1, fields: { business: 9, user: 4, activation_key: '' } },
        { model: 'saas.teammember', pk: 2, fields: { business: 9, user: ['ada'], activation_key: '' } },
        {
          model: 'saas.subscription',
          pk: 1,
          fields: { business: 9, plan: 1, is_active: true, start_time: 'soon' },
        },
        {
          model: 'saas.subscription',
          pk: 2,
          fields: { business: 9, plan: 1, is_active: true, start_time: '2026-01-01T00:00:00' },
        },
        { model: 'sessions.session', pk: 'x', fields: {} },
      ],
      'dump.json',
    );
    expect(dump.businesses.map(({ pk }) => pk)).toEqual(['9', '10']);
    expect(dump.members.map(({ user }) => user)).toEqual(['4', { username: 'ada' }]);
    expect(dump.subscriptions[0]?.start_time).toEqual(new Date('2026-01-01T00:00:00Z'));
    expect(doubts).toMatchObject([{ row: 'saas.subscription 1', rule: 'unreadable' }]);
  });

  it('gives no address that no log-in accepts, and no half of a character', () => {
    const emails = ['ada@münchen.de', 'half\ud83d@example.com', '"q"@example.com', 'good@example.com'];
    const first_name = `${'x'.repeat(98)}\ud83d😀`;
    const { dump } = parseDump(
      emails.map((email, at) => ({
        model: 'auth.user',
        pk: at + 1,
        fields: { username: `u${at}`, email, first_name },
      })),
      'dump.json',
    );
    const people = new People(dump, NO_MAP);
    expect(people.doubts.filter(({ rule }) => rule === 'no_email').map(({ row }) => row)).toEqual([
      'auth.user 1',
      'auth.user 2',
      'auth.user 3',
    ]);
    const member = { pk: '1', business: '1', user: '4' };
    expect(people.personOf(member)?.firstName).toBe(`${'x'.repeat(98)}\ufffd`);
  });
});
