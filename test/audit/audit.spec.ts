import { parse } from 'csv-parse/sync';
import { newId } from '../../src/common/ids.js';
import { colleague } from '../support/people.js';
import { startTenure, type Tenure } from '../support/tenure.js';

describe('The audit log', () => {
  let tenure: Tenure;
  beforeAll(async () => (tenure = await startTenure()));
  afterAll(() => tenure.close());

  it('says who changed what, before and after, when and from where', async () => {
    const owner = await tenure.signUp();
    await tenure.patch('/v1/business', { token: owner.token, body: { name: 'Renamed' } });
    const { body } = await tenure.get('/v1/business/audit?action=business.edited', { token: owner.token });
    expect(body).toEqual({
      data: [
        {
          id: expect.any(String),
          at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          actor: { kind: 'member', id: owner.memberId, name: 'Ada Lovelace' },
          action: 'business.edited',
          target: { kind: 'business', id: owner.businessId, name: 'Renamed' },
          before: { name: 'Analytical Engines' },
          after: { name: 'Renamed' },
          address: '127.0.0.1',
        },
      ],
      nextCursor: null,
    });
  });

  it('has no entry of a request that changes nothing', async () => {
    const { token } = await tenure.signUp();
    const endpoint = { url: 'https://example.com/hook', types: ['member.added'], description: 'A hook' };
    const { id } = (await tenure.post('/v1/webhooks', { token, body: endpoint })).body;
    const profile = { name: 'Engines Ltd', country: 'DE', postalCode: '10115' };
    await tenure.put('/v1/billing/profile', { token, body: profile });
    const actions = async () =>
      (await tenure.get('/v1/business/audit', { token })).body.data.map(
        ({ action }: { action: string }) => action,
      ) as string[];
    const before = await actions();
    for (const body of [{}, { name: 'Analytical Engines' }])
      expect(await tenure.patch('/v1/business', { token, body })).toMatchObject({ status: 200 });
    for (const body of [{}, endpoint, { enabled: true }])
      expect(await tenure.patch(`/v1/webhooks/${id}`, { token, body })).toMatchObject({ status: 200 });
    expect(await tenure.put('/v1/billing/profile', { token, body: profile })).toMatchObject({ status: 200 });
    expect(await actions()).toEqual(before);
    await tenure.patch(`/v1/webhooks/${id}`, { token, body: { types: ['member.removed'] } });
    await tenure.put('/v1/billing/profile', { token, body: { ...profile, country: 'AT' } });
    expect(await actions()).toEqual(['billing_profile.edited', 'webhook.edited', ...before]);
  });

  it('knows where each came from, those too that no credential brought', async () => {
    const owner = await tenure.signUp();
    await colleague(tenure, owner);
    const { body } = await tenure.get('/v1/business/audit', { token: owner.token });
    const from = body.data.map(({ action, address }: { action: string; address: string }) => [
      action,
      address,
    ]);
    expect(from).toEqual(
      ['invitation.accepted', 'invitation.created', 'business.created'].map((action) => [
        action,
        '127.0.0.1',
      ]),
    );
    await tenure.post('/v1/auth/password-reset', { body: { email: owner.email } });
    const token = await tenure.mails.token(owner.email, 'reset-password');
    await tenure.post('/v1/auth/password-reset/confirm', {
      body: { token, password: 'a password of its own' },
    });
    const { body: own } = await tenure.get('/v1/admin/audit', { token: await tenure.operator() });
    const addressOf = (action: string) =>
      own.data.find((entry: { action: string }) => entry.action === action).address as string | null;
    expect(addressOf('user.password_reset')).toBe('127.0.0.1');
    expect(addressOf('operator.created')).toBeNull();
  });

  it('holds every change of access, plan, key, member and business, and no secret', async () => {
    const owner = await tenure.signUp();
    const operator = await tenure.operator();
    const grace = await colleague(tenure, owner);
    const { body: key } = await tenure.post(`/v1/bots/${owner.botId}/keys`, { token: owner.token });
    const keyPath = `/v1/bots/${owner.botId}/keys/${key.id}`;
    const rotated = await tenure.post(`${keyPath}/rotate`, { token: owner.token });
    await tenure.delete(`/v1/bots/${owner.botId}/keys/${rotated.body.id}`, { token: owner.token });
    const path = `/v1/members/${grace.memberId}`;
    await tenure.patch(path, { token: owner.token, body: { role: 'admin' } });
    await tenure.patch(path, { token: owner.token, body: { active: false } });
    await tenure.delete(path, { token: owner.token });
    const admin = `/v1/admin/businesses/${owner.businessId}`;
    await tenure.patch(admin, { token: operator, body: { externalId: 'crm-1' } });
    await tenure.put(`${admin}/subscription`, { token: operator, body: { planCode: 'pro' } });
    const { body } = await tenure.get('/v1/business/audit?limit=100', { token: owner.token });
    const actions = body.data.map(({ action }: { action: string }) => action).reverse();
    expect(actions).toEqual([
      'business.created',
      'invitation.created',
      'invitation.accepted',
      'key.created',
      'key.rotated',
      'key.revoked',
      'member.role_changed',
      'member.switched',
      'member.removed',
      'business.edited',
      'subscription.changed',
    ]);
    for (const secret of [key.apiKey, rotated.body.apiKey])
      expect(JSON.stringify(body)).not.toContain(secret.slice(31));
  });

  it('is filtered by who, what and when, and paged', async () => {
    const owner = await tenure.signUp();
    const get = async (query: string) =>
      (await tenure.get(`/v1/business/audit?${query}`, { token: owner.token })).body;
    for (const name of ['One', 'Two', 'Three'])
      await tenure.patch('/v1/business', { token: owner.token, body: { name } });
    const all = (await get('')).data;
    expect(all).toHaveLength(4);
    expect((await get(`actor=${owner.memberId}`)).data).toHaveLength(4);
    expect((await get('actor=operator')).data).toHaveLength(0);
    expect((await get(`from=${all[1].at}&to=${all[0].at}`)).data).toEqual([all[1]]);
    const first = await get('limit=3');
    expect((await get(`limit=3&cursor=${first.nextCursor}`)).data).toEqual([all[3]]);
    expect(await tenure.get('/v1/business/audit?from=yesterday', { token: owner.token })).toMatchObject({
      status: 400,
    });
  });

  it('is exported as CSV that a spreadsheet does not run', async () => {
    const owner = await tenure.signUp();
    const name = '=HYPERLINK("https://evil.example"), "quoted"';
    await tenure.patch('/v1/business', { token: owner.token, body: { name } });
    const answer = await tenure.get('/v1/business/audit?format=csv', { token: owner.token });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const rows = parse(answer.body, { columns: true }) as Record<string, string>[];
    expect(rows.map(({ action }) => action)).toEqual(['business.edited', 'business.created']);
    expect(JSON.parse(rows[0]?.after ?? '')).toEqual({ name });
    expect(rows.flatMap((row) => Object.values(row)).filter((cell) => /^[=+\-@]/.test(cell))).toEqual([]);
  });

  it('is read by owners, admins and operators; nobody reads another business’s', async () => {
    const [owner, stranger] = [await tenure.signUp(), await tenure.signUp()];
    const member = await colleague(tenure, owner);
    expect(await tenure.get('/v1/business/audit', { token: member.token })).toMatchObject({ status: 403 });
    const theirs = await tenure.get('/v1/business/audit', { token: stranger.token });
    expect(JSON.stringify(theirs.body)).not.toContain(owner.businessId);
    const operator = await tenure.operator();
    const path = `/v1/admin/audit?businessId=${owner.businessId}`;
    expect((await tenure.get(path, { token: operator })).body.data).toHaveLength(3);
    const own = await tenure.get('/v1/admin/audit', { token: operator });
    expect(own.body.data.map(({ action }: { action: string }) => action)).toContain('operator.created');
  });

  it('tells a customer that the operator changed something, and of it what is the customer’s', async () => {
    const owner = await tenure.signUp();
    const operator = await tenure.operator();
    const operatorId = (await tenure.get('/v1/me', { token: operator })).body.id as string;
    const edit = { name: 'Renamed', suspended: false, externalId: 'crm-77', metadata: { note: 'pays late' } };
    await tenure.patch(`/v1/admin/businesses/${owner.businessId}`, {
      token: operator,
      body: edit,
    });
    await tenure.patch(`/v1/admin/businesses/${owner.businessId}`, {
      token: operator,
      body: { metadata: { note: 'very late' } },
    });
    await tenure.put(`/v1/admin/businesses/${owner.businessId}/subscription`, {
      token: operator,
      body: { planCode: 'pro' },
    });
    const { body } = await tenure.get('/v1/business/audit?actor=operator', { token: owner.token });
    expect(body.data).toMatchObject([
      { action: 'subscription.changed', before: { planCode: 'free' }, after: { planCode: 'pro' } },
      { action: 'business.edited', before: null, after: null },
      {
        action: 'business.edited',
        before: { name: 'Analytical Engines', suspended: false },
        after: { name: 'Renamed', suspended: false },
      },
    ]);
    for (const entry of body.data)
      expect(entry).toMatchObject({ actor: { kind: 'operator', id: null, name: null }, address: null });
    const csv = (await tenure.get('/v1/business/audit?format=csv', { token: owner.token })).body as string;
    for (const secret of ['crm-77', 'late', 'externalId', 'metadata', operatorId])
      for (const shown of [JSON.stringify(body), csv]) expect(shown).not.toContain(secret);
    const byId = await tenure.get(`/v1/business/audit?actor=${operatorId}`, { token: owner.token });
    expect(byId.body.data).toEqual([]);
    const full = await tenure.get(`/v1/admin/audit?businessId=${owner.businessId}&actor=${operatorId}`, {
      token: operator,
    });
    expect(full.body.data).toHaveLength(3);
    expect(full.body.data[2]).toMatchObject({
      actor: { kind: 'operator', id: operatorId, name: expect.stringMatching(/./) },
      business: { id: owner.businessId, name: 'Renamed' },
      after: edit,
      address: '127.0.0.1',
    });
  });

  it('shows a customer no note, reference or origin, whether an operator or the service made the change', async () => {
    const owner = await tenure.signUp();
    const invoice = {
      number: 'INV-7',
      status: 'void',
      total: 900,
      reference: 'order-77',
      problem: 'refused',
    };
    const record = (actor: string, action: string, kind: string, after: object) =>
      tenure.dataSource.query(
        `INSERT INTO audit_log (business_id, id, at, actor_kind, action, target_kind, target_id, after)
         VALUES ($1, $2, now(), $3, $4, $5, 'x', $6)`,
        [owner.businessId, newId(), actor, action, kind, JSON.stringify(after)],
      );
    await record('system', 'business.created', 'business', {
      name: 'A',
      planCode: 'pro',
      importedFrom: 'x:1',
    });
    await record('system', 'invoice.paid', 'invoice', invoice);
    await record('operator', 'invoice.voided', 'invoice', { ...invoice, reason: 'a friend of the boss' });
    await record('operator', 'credit.granted', 'credit', { amount: 5, reason: 'sorry' });
    const { body } = await tenure.get('/v1/business/audit?limit=4', { token: owner.token });
    const { reference: _, problem: __, ...shown } = invoice;
    expect(body.data.map(({ after }: any) => after)).toEqual([
      { amount: 5, reason: 'sorry' },
      shown,
      shown,
      { name: 'A', planCode: 'pro' },
    ]);
  });

  it('names what it is about as it is called now, in every kind of entry', async () => {
    const owner = await tenure.signUp();
    const { token } = owner;
    const bot = (await tenure.post('/v1/bots', { token, body: { name: 'Importer' } })).body;
    await tenure.post(`/v1/bots/${bot.id}/keys`, { token, body: { name: 'Nightly' } });
    await tenure.post('/v1/invitations', { token, body: { email: 'charles@example.com', role: 'member' } });
    await tenure.put('/v1/subscription/plan', { token, body: { planCode: 'free', when: 'cycleEnd' } });
    await tenure.post('/v1/subscription/cancel', { token });
    await tenure.patch(`/v1/bots/${bot.id}`, { token, body: { name: 'Exporter' } });
    const { body } = await tenure.get('/v1/business/audit?limit=100', { token });
    const named = Object.fromEntries(body.data.map(({ target }: any) => [target.kind, target.name]));
    expect(named).toMatchObject({
      bot: 'Exporter',
      business: 'Analytical Engines',
      invitation: 'charles@example.com',
      subscription: 'Free',
    });
    const key = body.data.find(({ action }: any) => action === 'key.created');
    expect(key.target.name).toBe('Nightly');
    await tenure.delete(`/v1/members/${bot.id}`, { token });
    const gone = await tenure.get('/v1/business/audit?action=bot.edited', { token });
    expect(gone.body.data).toMatchObject([{ target: { kind: 'bot', id: bot.id, name: null } }]);
  });

  it('is one list of all for operators, which names the business, and goes on where it found nothing', async () => {
    const operator = await tenure.operator();
    const all = (query: string) => tenure.get(`/v1/admin/audit?all=true${query}`, { token: operator });
    const owner = await tenure.signUp({ name: 'Listed with all' });
    await tenure.patch('/v1/business', { token: owner.token, body: { name: 'Listed' } });
    const feature = { key: 'listed', name: 'Listed feature', unit: 'piece', kind: 'metered' };
    await tenure.post('/v1/admin/features', { token: operator, body: feature });
    expect((await all('&limit=2')).body).toMatchObject({
      data: [
        { action: 'feature.created', target: { name: 'Listed feature' }, business: null },
        { action: 'business.edited', business: { id: owner.businessId, name: 'Listed' } },
      ],
      nextCursor: expect.any(String),
    });
    const rare = `&actor=${owner.memberId}&action=business.edited`;
    expect((await all(rare)).body).toMatchObject({
      data: [{ actor: { id: owner.memberId } }],
      nextCursor: null,
    });
    // More entries than a page looks at, of which the last fits.
    await tenure.dataSource.query(
      `INSERT INTO operator_audit (id, at, actor_kind, action, target_kind, target_id)
       SELECT ('ffffffff-ffff-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, now(), 'system', 'filler', 'route', 'x'
       FROM generate_series(1, 10000) AS n`,
    );
    const empty = (await all(rare)).body;
    expect(empty).toEqual({ data: [], nextCursor: expect.any(String) });
    expect((await all(`${rare}&cursor=${empty.nextCursor}`)).body.data).toHaveLength(1);
    await tenure.dataSource.query(`DELETE FROM operator_audit WHERE action = 'filler'`);
    for (const [query, field] of [
      [`&businessId=${owner.businessId}`, 'all'],
      ['&format=csv', 'all'],
    ])
      expect(await all(query!)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it('is complete as CSV for operators too, with a filter and without', async () => {
    const token = await tenure.operator();
    await tenure.dataSource.query(
      `INSERT INTO operator_audit (id, at, actor_kind, action, target_kind, target_id)
       SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, now(), 'system', 'filler', 'route', n
       FROM generate_series(1, 10500) AS n`,
    );
    for (const filter of ['', '&action=filler']) {
      const { body } = await tenure.get(`/v1/admin/audit?format=csv${filter}`, { token });
      const targets = parse<Record<string, string>>(body, { columns: true })
        .filter(({ action }) => action === 'filler')
        .map(({ targetId }) => targetId);
      expect(new Set(targets).size).toBe(10_500);
      expect(targets).toHaveLength(10_500);
    }
    await tenure.dataSource.query(`DELETE FROM operator_audit WHERE action = 'filler'`);
  });

  it('reads one span of a business’s log for a page with filters, and all spans for CSV', async () => {
    const operator = await tenure.operator();
    const owner = await tenure.signUp();
    await tenure.dataSource.query(
      `INSERT INTO audit_log (business_id, id, at, actor_kind, action, target_kind, target_id)
       SELECT $1, ('ffffffff-ffff-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, now(), 'system', 'filler', 'route', 'x'
       FROM generate_series(1, 10000) AS n`,
      [owner.businessId],
    );
    const own = ['/v1/business/audit?action=business.created', owner.token] as const;
    const theirs = [
      `/v1/admin/audit?businessId=${owner.businessId}&action=business.created`,
      operator,
    ] as const;
    for (const [path, token] of [own, theirs]) {
      const { body: empty } = await tenure.get(path, { token });
      expect(empty).toEqual({ data: [], nextCursor: expect.any(String) });
      const { body: next } = await tenure.get(`${path}&cursor=${empty.nextCursor}`, { token });
      expect(next).toMatchObject({ data: [{ action: 'business.created' }], nextCursor: null });
      const { body: csv } = await tenure.get(`${path}&format=csv`, { token });
      expect(parse(csv, { columns: true })).toHaveLength(1);
    }
    // The ids of the fillers are of a time after all bounds, so a page with a bound begins below them.
    const before = new Date(Date.now() + 1_000).toISOString();
    expect((await tenure.get(`${own[0]}&to=${before}`, { token: owner.token })).body.data).toHaveLength(1);
    expect((await tenure.get('/v1/business/audit', { token: owner.token })).body.data).toHaveLength(20);
  });

  it('believes no forwarded address unless a proxy is trusted', async () => {
    const spoofed = { 'x-forwarded-for': '203.0.113.7', forwarded: 'for=203.0.113.7' };
    const addressIn = async (server: Tenure) => {
      const owner = await server.signUp();
      await server.patch('/v1/business', { token: owner.token, body: { name: 'X' }, headers: spoofed });
      return (await server.get('/v1/business/audit', { token: owner.token })).body.data[0].address as string;
    };
    expect(await addressIn(tenure)).toBe('127.0.0.1');
    const behindProxy = await startTenure({ TRUST_PROXY: 'loopback' });
    expect(await addressIn(behindProxy)).toBe('203.0.113.7');
    await behindProxy.close();
  });
});
