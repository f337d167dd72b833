import { readFileSync } from 'node:fs';
import { asJson } from '../../src/events/event-data.js';
import { EventsService } from '../../src/events/index.js';
import { RenewalLoopService } from '../../src/subscriptions/index.js';
import { colleague } from '../support/people.js';
import { jobsAreDone } from '../support/queues.js';
import { FakeClock, startTenure, type Tenure } from '../support/tenure.js';
import { EventBodies, eventsOf, type SeenEvent, typesOf } from './support.js';

const DAY_MS = 86_400_000;
const document = JSON.parse(readFileSync(process.env.TENURE_OPENAPI!, 'utf8'));

describe('An event', () => {
  let tenure: Tenure;
  let operator: string;
  const clock = new FakeClock();
  const secrets: string[] = [];
  beforeAll(async () => {
    tenure = await startTenure({}, clock);
    operator = await tenure.operator();
  });
  afterEach(() => clock.set(null));
  afterAll(async () => {
    const all = await eventsOf(tenure);
    const bodies = new EventBodies(document);
    expect(all.flatMap((event) => bodies.faults(event).map((fault) => `${event.type}${fault}`))).toEqual([]);
    const text = JSON.stringify(all);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(text).not.toMatch(/tnr_(live|test)_[0-9A-Za-z]/);
    await tenure.close();
  });

  const newest = async (businessId: string, after: number): Promise<SeenEvent[]> =>
    (await eventsOf(tenure, businessId)).filter(({ sequence }) => sequence > after);
  const count = async (businessId: string) => (await eventsOf(tenure, businessId)).length;

  it('is recorded for each part of a sign-up, with what a GET answers', async () => {
    const { businessId, token, key, memberId, botId } = await tenure.signUp();
    secrets.push(key);
    const events = await eventsOf(tenure, businessId);
    expect(typesOf(events)).toEqual([
      'business.created',
      'subscription.started',
      'member.added',
      'bot.created',
      'key.created',
    ]);
    const [created, started, added, bot, made] = events;
    const {
      price: _,
      interval: __,
      limits: ___,
      ...state
    } = (await tenure.get('/v1/subscription', { token })).body;
    const keys = await tenure.get(`/v1/bots/${botId}/keys`, { token });
    expect(created!.data.business).toEqual((await tenure.get('/v1/business', { token })).body);
    expect(started!.data.subscription).toEqual(state);
    expect(added!.data.member).toEqual((await tenure.get(`/v1/members/${memberId}`, { token })).body);
    expect(bot!.data.bot).toEqual((await tenure.get(`/v1/members/${botId}`, { token })).body);
    expect(made!.data).toEqual({ key: keys.body.data[0], botId });
    expect(events.map(({ sequence, test }) => ({ sequence, test }))).toEqual(
      [1, 2, 3, 4, 5].map((sequence) => ({ sequence, test: false })),
    );
  });

  it('that would be too long has all its fields, with long texts cut', async () => {
    const { businessId } = await tenure.signUp();
    const at = new Date();
    const times = { disabledAt: at.toISOString(), failingSince: null, createdAt: at.toISOString() };
    const webhook = { id: businessId, types: ['*'], enabled: false, disabledReason: 'gone', ...times };
    // As a row of before, when only the characters were counted that somebody wrote.
    const url = `https://example.com/x${'%F0%9F%98%80'.repeat(1_700)}`;
    const description = `x${'😀'.repeat(200)}`;
    const data = { webhook: { ...webhook, url, description }, previous: { enabled: true } };
    const event = { businessId, type: 'webhook.disabled' as const, data, at };
    await tenure.dataSource.transaction((manager) => tenure.app.get(EventsService).record(manager, event));
    const shown = (await eventsOf(tenure, businessId)).at(-1)!.data;
    expect(shown).toEqual({
      webhook: { ...webhook, url: `${url.slice(0, 200)}…`, description: `x${'😀'.repeat(99)}…` },
      previous: { enabled: true },
      truncated: true,
    });
  });

  it('that would be too long has no link that is cut', () => {
    const pages = { payUrl: `https://example.com/${'x'.repeat(20_000)}`, pdfUrl: 'https://example.com/1' };
    expect(JSON.parse(asJson({ invoice: pages }))).toEqual({
      invoice: { payUrl: null, pdfUrl: pages.pdfUrl },
      truncated: true,
    });
  });

  it('is listed newest first for operators who ask so, page by page', async () => {
    const { businessId } = await tenure.signUp();
    const oldest = (await eventsOf(tenure, businessId)).map(({ sequence }) => sequence);
    const list = async (query: string) =>
      (await tenure.get(`/v1/admin/events?order=newest${query}`, { token: operator })).body;
    for (const whose of ['', `&businessId=${businessId}`]) {
      const first = await list(`&limit=3${whose}`);
      expect(first.data).toMatchObject([5, 4, 3].map((sequence) => ({ businessId, sequence })));
      const rest = await list(`&limit=2&after=${first.nextCursor}${whose}`);
      expect(rest.data).toMatchObject([2, 1].map((sequence) => ({ businessId, sequence })));
    }
    expect(oldest).toEqual([1, 2, 3, 4, 5]);
    const typed = await list(`&businessId=${businessId}&type=bot.created`);
    expect(typed).toMatchObject({ data: [{ type: 'bot.created' }], nextCursor: null });
  });

  it('is none for what was refused, and none for what changed nothing', async () => {
    const { businessId, token, email } = await tenure.signUp();
    const before = await count(businessId);
    const total = (await eventsOf(tenure)).length;
    await tenure.post('/v1/auth/signup', {
      body: {
        business: { name: 'X' },
        email,
        firstName: 'A',
        lastName: 'B',
        password: 'correct horse battery',
      },
    });
    await tenure.put('/v1/subscription/plan', { token, body: { planCode: 'scale' } });
    await tenure.put('/v1/subscription/plan', { token, body: { planCode: 'nothing' } });
    await tenure.patch('/v1/business', { token, body: { name: 'Analytical Engines' } });
    await tenure.post('/v1/subscription/resume', { token });
    await tenure.post('/v1/invitations', { token, body: { email, role: 'member' } });
    expect(await count(businessId)).toBe(before);
    expect((await eventsOf(tenure)).length).toBe(total);
  });

  it('tells of changes of people, invitations, bots and keys', async () => {
    const owner = await tenure.signUp();
    const { businessId, token } = owner;
    const before = await count(businessId);
    const grace = await colleague(tenure, owner);
    await tenure.patch(`/v1/members/${grace.memberId}`, { token, body: { role: 'admin', active: false } });
    await tenure.patch(`/v1/members/${grace.memberId}`, { token, body: { active: true } });
    await tenure.post('/v1/business/owner', { token, body: { memberId: grace.memberId } });
    const invitation = await tenure.post('/v1/invitations', {
      token: grace.token,
      body: { email: 'lin@example.com', role: 'member' },
    });
    await tenure.delete(`/v1/invitations/${invitation.body.id}`, { token: grace.token });
    const bot = await tenure.post('/v1/bots', { token: grace.token, body: { name: 'Importer' } });
    const keys = `/v1/bots/${bot.body.id}/keys`;
    const first = await tenure.post(keys, { token: grace.token, body: {} });
    const second = await tenure.post(`${keys}/${first.body.id}/rotate`, { token: grace.token, body: {} });
    await tenure.delete(`${keys}/${second.body.id}`, { token: grace.token });
    secrets.push(first.body.apiKey, second.body.apiKey);
    await tenure.delete(`/v1/members/${bot.body.id}`, { token: grace.token });
    await tenure.delete('/v1/members/me', { token });
    const events = (await newest(businessId, before)).filter(
      ({ type }) => type !== 'usage.threshold_reached',
    );
    expect(typesOf(events)).toEqual([
      'invitation.created',
      'member.added',
      'invitation.accepted',
      'member.changed',
      'member.changed',
      'business.handed_over',
      'invitation.created',
      'invitation.revoked',
      'bot.created',
      'key.created',
      'key.rotated',
      'key.revoked',
      'member.removed',
      'member.removed',
    ]);
    const of = (type: string) => events.filter((event) => event.type === type).map(({ data }) => data);
    expect(of('member.changed').map(({ previous }) => previous)).toEqual([
      { role: 'member', active: true },
      { active: false },
    ]);
    expect(of('business.handed_over')[0]).toMatchObject({
      owner: { id: grace.memberId, role: 'owner' },
      previous: { id: owner.memberId },
    });
    expect(of('invitation.accepted')[0].previous).toEqual({ status: 'pending' });
    expect(of('key.rotated')[0]).toMatchObject({
      key: { id: second.body.id },
      previous: { id: first.body.id, lastFour: first.body.lastFour },
    });
  });

  it('tells of what an operator does to a business, and of its closing and erasure, with no name', async () => {
    const { businessId, token } = await tenure.signUp({ name: 'Very private' });
    const before = await count(businessId);
    const business = `/v1/admin/businesses/${businessId}`;
    await tenure.patch(business, { token: operator, body: { suspended: true, name: 'Still private' } });
    await tenure.patch(business, { token: operator, body: { suspended: false, metadata: { note: 'hush' } } });
    const credit = await tenure.post(`${business}/credits`, {
      token: operator,
      body: { feature: 'recordings', amount: 5, reason: 'sorry' },
    });
    await tenure.delete(`${business}/credits/${credit.body.id}`, { token: operator });
    await tenure.post('/v1/invitations', { token, body: { email: 'lin@example.com', role: 'member' } });
    await tenure.post('/v1/business/close', { token });
    const events = await newest(businessId, before);
    expect(typesOf(events)).toEqual([
      'business.edited',
      'business.suspended',
      'business.edited',
      'business.resumed',
      'credit.granted',
      'credit.voided',
      'invitation.created',
      'invitation.revoked',
      'subscription.ended',
      'business.closed',
      'key.revoked',
    ]);
    expect(events[4]!.data.credit).toEqual(credit.body);
    expect(events[5]!.data).toMatchObject({
      credit: { remaining: 0 },
      previous: { remaining: 5, voidedAt: null },
    });
    expect(events[8]!.data).toMatchObject({ subscription: { status: 'ended', endReason: 'closed' } });
    expect(JSON.stringify(events)).not.toContain('hush');
    const last = events.at(-1)!.sequence;
    expect(await tenure.post(`${business}/erase`, { token: operator })).toMatchObject({ status: 200 });
    const left = await eventsOf(tenure, businessId);
    expect(left).toMatchObject([
      { type: 'business.erased', sequence: last + 1, data: { business: { id: businessId } } },
    ]);
    expect(JSON.stringify(left)).not.toContain('private');
  });

  it('of a person who is erased loses their name and address, and stays in its place', async () => {
    const owner = await tenure.signUp();
    const grace = await colleague(tenure, owner, 'admin');
    // More than one statement looks at, and then the person again.
    await eventsOf(tenure, owner.businessId);
    await tenure.dataSource.query(
      `INSERT INTO event_outbox (business_id, type, at, data)
       SELECT business_id, type, at, data FROM events, generate_series(1, 700)
       WHERE business_id = $1 AND type = 'business.created'`,
      [owner.businessId],
    );
    const invited = { email: 'somebody.invited@example.com', role: 'member' };
    await tenure.post('/v1/invitations', { token: grace.token, body: invited });
    const before = await eventsOf(tenure, owner.businessId);
    expect(JSON.stringify(before)).toContain('"invitedBy":"Grace Hopper"');
    await tenure.delete('/v1/members/me', { token: grace.token });
    const erased = await tenure.delete('/v1/me', {
      token: grace.token,
      body: { password: 'correct horse battery' },
    });
    expect(erased.status).toBeLessThan(300);
    await jobsAreDone(tenure.dataSource);
    const events = await eventsOf(tenure, owner.businessId);
    expect(JSON.stringify(events)).not.toMatch(new RegExp(`${grace.email}|Grace Hopper`));
    const sent = events.filter(({ data }) => data.invitation?.invitedBy === 'Somebody');
    expect(sent.map(({ data }) => data.invitation.email)).toEqual([invited.email]);
    expect(events.map(({ sequence }) => sequence)).toEqual(
      [...Array(before.length + 1).keys()].map((n) => n + 1),
    );
  });

  it('tells of a subscription that is changed by hand', async () => {
    const { businessId, token } = await tenure.signUp();
    const before = await count(businessId);
    const plan = (planCode: string) => tenure.put('/v1/subscription/plan', { token, body: { planCode } });
    await plan('pro');
    await plan('free');
    await tenure.delete('/v1/subscription/pending-plan', { token });
    await tenure.post('/v1/subscription/cancel', { token });
    await tenure.post('/v1/subscription/resume', { token });
    const events = await newest(businessId, before);
    const {
      price: _,
      interval: __,
      limits: ___,
      ...state
    } = (await tenure.get('/v1/subscription', { token })).body;
    expect(typesOf(events)).toEqual([
      'subscription.changed',
      'subscription.change_scheduled',
      'subscription.resumed',
      'subscription.cancel_scheduled',
      'subscription.resumed',
    ]);
    expect(events.at(-1)!.data).toEqual({ subscription: state, previous: { cancelAtCycleEnd: true } });
    expect(events[1]!.data.previous).toEqual({ pendingPlan: null });
  });

  describe.each(['a request', 'the loop'])('of a renewal by %s', (who) => {
    const turn = async (token: string) => {
      if (who === 'the loop') await tenure.app.get(RenewalLoopService, { strict: false }).tick();
      return (await tenure.get('/v1/subscription', { token })).body;
    };

    it('is one for each cycle, with what a GET answers', async () => {
      const { businessId, token } = await tenure.signUp();
      const before = await count(businessId);
      const first = (await tenure.get('/v1/subscription', { token })).body;
      clock.set(new Date(Date.now() + 16 * DAY_MS));
      const { price: _, interval: __, limits: ___, ...state } = await turn(token);
      await turn(token);
      const events = await newest(businessId, before);
      expect(typesOf(events)).toEqual(['subscription.renewed']);
      expect(events[0]!.data).toEqual({ subscription: state, previous: { cycle: first.cycle } });
      expect(state.cycle.index).toBe(1);
    });
  });

  it('of a late business comes for each cycle, in order', async () => {
    const customer = await tenure.onTestClock(operator, '2030-01-01T00:00:00Z');
    const advance = (now: string) =>
      tenure.post(`/v1/admin/test-clocks/${customer.clockId}/advance`, {
        token: operator,
        body: { to: now },
      });
    const before = await count(customer.businessId);
    await advance('2030-02-20T00:00:00Z');
    const events = await newest(customer.businessId, before);
    expect(typesOf(events)).toEqual(Array(3).fill('subscription.renewed'));
    expect(events.map(({ data }) => data.subscription.cycle.index)).toEqual([1, 2, 3]);
    expect(events.every(({ test }) => test)).toBe(true);
    expect(events[0]!.timestamp).toBe('2030-02-20T00:00:00.000Z');
  });

  it('tells of a switch and of an end at a boundary', async () => {
    const switching = await tenure.onTestClock(operator, '2030-01-01T00:00:00Z', 'pro');
    await tenure.put(`/v1/admin/businesses/${switching.businessId}/subscription`, {
      token: operator,
      body: { planCode: 'free', when: 'cycleEnd' },
    });
    const before = await count(switching.businessId);
    const advance = (now: string) =>
      tenure.post(`/v1/admin/test-clocks/${switching.clockId}/advance`, {
        token: operator,
        body: { to: now },
      });
    await advance('2030-01-20T00:00:00Z');
    await tenure.post(`/v1/admin/businesses/${switching.businessId}/subscription/cancel`, {
      token: operator,
      body: {},
    });
    await advance('2030-02-20T00:00:00Z');
    const events = (await newest(switching.businessId, before)).filter(
      ({ type }) => type !== 'subscription.trial_ending',
    );
    const shown = (
      await tenure.get(`/v1/admin/businesses/${switching.businessId}/subscription`, { token: operator })
    ).body;
    const { price: _, interval: __, limits: ___, ...state } = shown;
    expect(typesOf(events)).toEqual([
      'subscription.changed',
      'subscription.cancel_scheduled',
      'subscription.ended',
    ]);
    expect(events[0]!.data).toMatchObject({
      subscription: { plan: { code: 'free', name: 'Free' }, pendingPlan: null },
      previous: {
        plan: { code: 'pro', name: 'Pro' },
        pendingPlan: { code: 'free', name: 'Free' },
        cycle: { index: 0 },
      },
    });
    expect(events[2]!.data).toEqual({
      subscription: state,
      previous: { status: 'active', endedAt: null, endReason: null },
    });
  });
});
