import { randomInt } from 'node:crypto';
import { request } from 'node:http';
import { type Answer, type Customer, startTenure, type Tenure } from '../support/tenure.js';
import { UNKNOWN_ID } from '../support/shapes.js';
import { fieldsOf, type Operation, OperationsClient, pathOf, rowCounts } from '../support/operations.js';

const NESTED = 'price interval business owner discount'.split(' ');
/** What each kind of field would take, of the values below. */
const RIGHT: Record<string, (value: unknown) => boolean> = {
  ...Object.fromEntries(
    [
      ...['active', 'enabled', 'trial', 'retired', 'selfService', 'isDefault', 'suspended', 'collect'],
      'perSeat',
    ].map((field) => [field, (value: unknown) => value === true]),
  ),
  ...Object.fromEntries(
    [
      ...['externalId', 'description', 'rateLimit', 'priceOverride', 'discount', 'whenUnpaid'],
      ...['name', 'address', 'country', 'postalCode', 'taxId', 'email'].map(
        (field) => `PUT /v1/billing/profile ${field}`,
      ),
      ...['POST /v1/admin/test-clocks name', 'PATCH /v1/admin/test-clocks/{id} name'],
    ].map((field) => [field, (value: unknown) => value === null]),
  ),
  limits: (value) => typeof value === 'object' && value !== null && 'deep' in value,
  metadata: (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && !('nul' in value),
};
const isRight = (operation: Operation, field: string, value: unknown): boolean =>
  (RIGHT[`${operation.name} ${field}`] ?? RIGHT[field])?.(value) === true;
/** Keys that every object has, and one that can't be written in a literal. */
const INHERITED = ['toString', 'hasOwnProperty', 'constructor', '__proto__'];
/** Another first key in each run, so that in the end each field and route meets all of them. */
let turn = randomInt(INHERITED.length);
/** One of these keys, by turns. To send each of them to every field and route takes long. */
const inherited = (): string => INHERITED[turn++ % INHERITED.length] as string;
/** Fields that are objects of the caller's own keys, or of a DTO. */
const FREE = ['metadata', 'limits', ...NESTED, 'items'];
const WRONG: unknown[] = [
  null,
  [],
  ['recordings'],
  { 'Not a key': 'x' },
  { nul: '\u0000' },
  { nul: 'half a pair \udfff' },
  'nul\u0000',
  'half a pair \ud800',
  'x'.repeat(20_000),
  true,
  -1,
  1.5,
  1e308,
  2 ** 53,
];

describe('Bad input', () => {
  let tenure: Tenure;
  let client: OperationsClient;
  let customer: Customer;
  let operator: string;
  let operations: Operation[];
  beforeAll(async () => {
    tenure = await startTenure({ DOCS: 'on' });
    client = await OperationsClient.of(tenure);
    ({ customer, operator, operations } = client);
  });
  afterAll(() => tenure.close());

  const send = (operation: Operation, body: unknown): Promise<Answer> => client.send(operation, { body });
  const withBody = () => client.withBody();

  /** All that is wrong about an answer that should have been a 400 naming `field`. */
  const complaint = ({ status, body, headers }: Answer, field: string): string | null => {
    const named: string[] = body?.errors?.map((error: { field: string }) => error.field) ?? [];
    const isOfField = (name: string) => name === field || name.startsWith(`${field}.`);
    if (status !== 400 || body.code !== 'validation_failed') return `${status} ${body?.code}`;
    if (!isProblem(headers)) return 'no problem document';
    if (named.length === 0 || !named.some(isOfField)) return `names ${named.join()}`;
    const parents = NESTED.filter((parent) => field.startsWith(`${parent}.`));
    const strangers = named.filter(
      (name) => !isOfField(name) && !parents.some((parent) => name.startsWith(parent)),
    );
    return strangers.length === 0 ? null : `names ${strangers.join()} too`;
  };

  it('names the field, whichever field of whichever body is wrong in whatever way, and writes nothing', async () => {
    const before = await rowCounts(tenure);
    const complaints: string[] = [];
    let asked = 0;
    for (const operation of withBody()) {
      for (const field of fieldsOf(operation.body.dto)) {
        const name = field.split('.').at(-1) as string;
        for (const value of WRONG.filter((wrong) => !isRight(operation, name, wrong))) {
          const answer = await send(operation, withField(operation.body.example, field, value));
          const found = complaint(answer, field);
          asked += 1;
          if (found !== null) complaints.push(`${operation.name} ${field}=${show(value)}: ${found}`);
        }
      }
    }
    expect(complaints).toEqual([]);
    expect(asked).toBeGreaterThan(400);
    expect(await rowCounts(tenure)).toEqual(before);
  }, 120_000);

  it('names a field that it does not know, also one inside another', async () => {
    for (const operation of withBody()) {
      const { example, dto } = operation.body;
      for (const unknown of ['surprise', 'businessId', ...INHERITED]) {
        if (fieldsOf(dto).includes(unknown)) continue;
        const answer = await send(operation, withKey(example, unknown));
        expect([operation.name, unknown, complaint(answer, unknown)]).toEqual([
          operation.name,
          unknown,
          null,
        ]);
      }
      for (const parent of fieldsOf(dto).filter((field) => NESTED.includes(field))) {
        for (const unknown of ['surprise', ...INHERITED]) {
          const inner = withKey(example[parent] ?? {}, unknown);
          const answer = await send(operation, { ...example, [parent]: inner });
          const field = `${parent}.${unknown}`;
          expect([operation.name, field, complaint(answer, field)]).toEqual([operation.name, field, null]);
        }
      }
    }
  });

  it('refuses a key that every object inherits, wherever it stands in a field that is no object', async () => {
    for (const operation of withBody()) {
      const { example, dto } = operation.body;
      for (const field of fieldsOf(dto).filter((name) => !FREE.includes(name))) {
        const key = inherited();
        for (const value of [withKey({}, key), [withKey({}, key)], { inner: withKey({}, key) }]) {
          const answer = await send(operation, withField(example, field, value));
          expect([operation.name, field, key, complaint(answer, field)]).toEqual([
            operation.name,
            field,
            key,
            null,
          ]);
        }
      }
    }
  });

  it('keeps any key where any key is allowed, and gives no object a new prototype', async () => {
    const path = `/v1/admin/businesses/${customer.businessId}`;
    const metadata =
      '{"constructor":1,"__proto__":{"polluted":true},"a":[{"constructor":{"prototype":{"polluted":true}},"toString":null}]}';
    const edited = await tenure.patch(path, { token: operator, body: `{"metadata":${metadata}}` });
    expect(edited.status).toBe(200);
    const shown = await tenure.get(path, { token: operator });
    expect(sorted(shown.body.metadata)).toBe(sorted(JSON.parse(metadata)));
    expect('polluted' in {}).toBe(false);
    const created = { key: 'constructor', name: 'C', unit: 'c', kind: 'metered' };
    expect(await tenure.post('/v1/admin/features', { token: operator, body: created })).toMatchObject({
      status: 201,
    });
    const limits = { constructor: 5 };
    const plan = {
      code: 'constructor',
      name: 'C',
      price: { amount: 0, currency: 'USD' },
      interval: { unit: 'month', count: 1 },
    };
    expect(
      await tenure.post('/v1/admin/plans', { token: operator, body: { ...plan, limits } }),
    ).toMatchObject({
      status: 201,
      body: { limits },
    });
  });

  it('refuses whatever a route does not read: a field, a parameter, a body that is no object', async () => {
    const before = await rowCounts(tenure);
    const strict = operations.filter(({ audience }) => audience !== 'ops');
    for (const operation of strict.filter(({ body, method }) => body === null && method !== 'GET')) {
      for (const [body, field] of [
        [{ surprise: 1 }, 'surprise'],
        [withKey({}, 'constructor'), 'constructor'],
        ['[]', 'body'],
        ['null', 'body'],
        ['7', 'body'],
      ] as const) {
        const answer = await send(operation, body);
        expect([operation.name, body, complaint(answer, field)]).toEqual([operation.name, body, null]);
      }
    }
    for (const operation of strict.filter(
      ({ parameters }) => !parameters.some((parameter) => parameter.in === 'query'),
    )) {
      for (const field of ['surprise', 'dryRun', inherited()]) {
        const path = `${pathOf(operation)}?${field}=1`;
        const answer = await client.send(operation, { body: operation.body?.example }, path);
        expect([operation.name, field, complaint(answer, field)]).toEqual([operation.name, field, null]);
      }
    }
    expect(await rowCounts(tenure)).toEqual(before);
  });

  it('does nothing for somebody who asked for less: a dry run, an amount, an end of a cycle', async () => {
    const { token } = customer;
    const asked = [
      await tenure.post('/v1/admin/renewals', { token: operator, body: { dryRun: true } }),
      await tenure.post('/v1/subscription/cancel', { token, body: { when: 'now' } }),
      await tenure.post('/v1/business/close', { token, body: { when: 'cycleEnd' } }),
      await tenure.post('/v1/admin/plans/pro/archive', { token: operator, body: { dryRun: true } }),
      await tenure.get('/v1/entitlements?amount=500', { key: customer.key }),
    ];
    expect(asked.map(({ status, body }) => [status, body.code])).toEqual(
      asked.map(() => [400, 'validation_failed']),
    );
    expect((await tenure.get('/v1/subscription', { token })).body).toMatchObject({
      status: 'active',
      cancelAtCycleEnd: false,
    });
    expect((await tenure.get('/v1/admin/plans/pro', { token: operator })).body.archivedAt).toBeNull();
  });

  it('takes an empty object for an empty body, and probes with parameters of their own', async () => {
    const { token } = await tenure.signUp();
    expect((await tenure.post('/v1/subscription/cancel', { token, body: {} })).status).toBe(200);
    expect((await tenure.get('/health/live?probe=1')).status).toBe(200);
    expect((await tenure.get('/openapi.json?v=2')).status).toBe(200);
  });

  it('refuses the body of a GET, which nothing reads', async () => {
    const { hostname, port } = new URL(tenure.url);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': '12' };
      const ask = request({ hostname, port, path: '/v1/plans', method: 'GET', headers }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode));
      });
      ask.on('error', reject).end('{"limit": 1}');
    });
    expect(status).toBe(400);
  });

  it('names every required field that is missing, and all of them at once', async () => {
    const signUp = await tenure.post('/v1/auth/signup', { body: {} });
    expect(signUp.body.errors.map(({ field }: { field: string }) => field).sort()).toEqual(
      ['business', 'email', 'firstName', 'lastName', 'password'].sort(),
    );
    const plan = await tenure.post('/v1/admin/plans', { token: operator, body: { price: {} } });
    expect(plan.body.errors.map(({ field }: { field: string }) => field).sort()).toEqual(
      ['code', 'interval', 'name', 'price.amount', 'price.currency'].sort(),
    );
  });

  it.each(['[]', '[{}]', '"text"', '7', 'null', 'true'])('takes no body that is %s', async (body) => {
    for (const operation of withBody()) {
      const answer = await send(operation, body);
      expect([operation.name, complaint(answer, 'body')]).toEqual([operation.name, null]);
    }
  });

  it.each(['{', '{"a":1,}', 'NaN', "{'a':1}", '\u0000', '{} {}'])(
    'answers invalid_json to %j',
    async (body) => {
      for (const operation of withBody()) {
        const { status, body: problem, headers } = await send(operation, body);
        expect([operation.name, status, problem.code]).toEqual([operation.name, 400, 'invalid_json']);
        expect(isProblem(headers)).toBe(true);
      }
    },
  );

  it('survives a body nested as deeply as it can be', async () => {
    for (const field of ['metadata', 'externalId', 'surprise']) {
      const nested = `{"${field}":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
      const { status } = await tenure.patch(`/v1/admin/businesses/${customer.businessId}`, {
        token: operator,
        body: nested,
      });
      expect([field, status]).toEqual([field, 400]);
    }
    for (const path of ['/v1/usage', `/v1/usage/${UNKNOWN_ID}/refund`]) {
      const headers = { 'idempotency-key': 'deep' };
      const body = `{"surprise":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
      expect((await tenure.post(path, { key: customer.key, headers, body })).status).toBe(400);
    }
    const objects = `{"metadata":${'{"a":'.repeat(2_500)}1${'}'.repeat(2_500)}}`;
    const { status } = await tenure.patch(`/v1/admin/businesses/${customer.businessId}`, {
      token: operator,
      body: objects,
    });
    expect([200, 400]).toContain(status);
  });

  it('takes no instant that answers could not show in ISO 8601', async () => {
    const grant = { feature: 'recordings', amount: 1, reason: 'A gift' };
    const path = `/v1/admin/businesses/${customer.businessId}/credits`;
    for (const expiresAt of ['9999-12-31T23:59:59-14:00', '9999-12-31T24:00:00Z', '10000-01-01T00:00:00Z']) {
      const answer = await tenure.post(path, { token: operator, body: { ...grant, expiresAt } });
      expect([expiresAt, complaint(answer, 'expiresAt')]).toEqual([expiresAt, null]);
    }
    for (const from of ['0000-01-01T00:00:00Z', '0001-01-01T00:00:00%2B14:00']) {
      const answer = await tenure.get(`/v1/business/audit?from=${from}`, { token: customer.token });
      expect([from, complaint(answer, 'from')]).toEqual([from, null]);
    }
    for (const day of ['0000-01-01', '0000-12-31']) {
      const answer = await tenure.get(`/v1/usage/daily?from=${day}`, { token: customer.token });
      expect([day, complaint(answer, 'from')]).toEqual([day, null]);
    }
    const last = '9999-12-31T23:59:59.999Z';
    const granted = await tenure.post(path, { token: operator, body: { ...grant, expiresAt: last } });
    expect([granted.status, granted.body.expiresAt]).toEqual([201, last]);
    // Python writes six decimals, Go nine.
    for (const decimals of ['123456', '999999999']) {
      const expiresAt = `2126-01-01T02:00:00.${decimals}+02:00`;
      const { body } = await tenure.post(path, { token: operator, body: { ...grant, expiresAt } });
      expect(body.expiresAt).toBe(`2126-01-01T00:00:00.${decimals.slice(0, 3)}Z`);
    }
    const early = await tenure.get('/v1/business/audit?from=0001-01-01T00:00:00Z', { token: customer.token });
    expect(early.status).toBe(200);
  });

  it('takes no quoted local part, and makes one line of a name', async () => {
    const { token } = customer;
    for (const email of ['"a"@example.com', '"a.b"@example.com', 'a"b@example.com']) {
      const answer = await tenure.post('/v1/invitations', { token, body: { email, role: 'member' } });
      expect([email, complaint(answer, 'email')]).toEqual([email, null]);
    }
    for (const [sent, kept] of [
      ['Analytical\r\n\tEngines', 'Analytical Engines'],
      ['Ana\u0007lytical\u202e Engines\u2066', 'Analytical Engines'],
      ['\u2028Engines\u0085', 'Engines'],
    ]) {
      expect((await tenure.patch('/v1/business', { token, body: { name: sent } })).body.name).toBe(kept);
    }
    const blank = await tenure.patch('/v1/business', { token, body: { name: '\u202e\n\u0007' } });
    expect(complaint(blank, 'name')).toBeNull();
  });

  it('refuses dates that no calendar has', async () => {
    for (const now of [
      '2026-13-01T00:00:00Z',
      '2026-02-30T00:00:00Z',
      '2026-01-01',
      'yesterday',
      '1999-12-31T23:59:59Z',
      '2200-01-01T00:00:00Z',
      '0000-01-01T00:00:00Z',
    ]) {
      const answer = await tenure.post('/v1/admin/test-clocks', { token: operator, body: { now } });
      expect([now, complaint(answer, 'now')]).toEqual([now, null]);
    }
    for (const expiresAt of ['2199-02-30T00:00:00Z', '2199-01-01', '2001-01-01T00:00:00Z']) {
      const answer = await tenure.put('/v1/allocations/applications/a', {
        key: customer.key,
        body: { expiresAt },
      });
      expect([expiresAt, complaint(answer, 'expiresAt')]).toEqual([expiresAt, null]);
    }
  });

  it('tells a missing field as required, and a wrong type by the right one, whatever else the field must be', async () => {
    const told = ({ body }: Answer, field: string): string | undefined =>
      body.errors?.find((error: { field: string }) => error.field === field)?.message;
    const complaints: string[] = [];
    let asked = 0;
    for (const operation of withBody()) {
      const { example, dto } = operation.body;
      const empty = await send(operation, {});
      for (const { field, message } of empty.body?.errors ?? []) {
        if (message !== 'is required') complaints.push(`${operation.name} without ${field}: ${message}`);
        asked += 1;
      }
      for (const field of fieldsOf(dto).filter((name) => !name.includes('.'))) {
        for (const value of [7.5, { deep: 1 }, [1]]) {
          if (isRight(operation, field, value)) continue;
          const message = told(await send(operation, { ...example, [field]: value }), field);
          // Nested objects name their own fields.
          if (message === undefined && typeof value === 'object' && NESTED.includes(field)) continue;
          if (
            !/^(?:must be (?:an? |one of (?!the following)|"|true|UUID)|each value in )/.test(message ?? '')
          )
            complaints.push(`${operation.name} ${field}=${show(value)}: ${message}`);
          asked += 1;
        }
      }
    }
    expect(complaints).toEqual([]);
    expect(asked).toBeGreaterThan(150);
  });

  it('names at most twenty fields, each by at most a hundred characters of its name', async () => {
    const names = Array.from({ length: 900 }, (_, at) => `surprise-${at}`);
    const many = await tenure.post('/v1/auth/signup', {
      body: Object.fromEntries(names.map((name) => [name, 1])),
    });
    expect([many.status, many.body.errors.length]).toEqual([400, 20]);
    const long = await tenure.post('/v1/auth/login', { body: { ['x'.repeat(60_000)]: 1 } });
    expect([long.status, long.body.errors.at(-1).field.length]).toEqual([400, 101]);
    const flood = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`k${at}`, 1]));
    const nested = await tenure.post('/v1/auth/signup', { body: { business: flood } });
    expect([nested.status, nested.body.errors.length]).toEqual([400, 20]);
  });
});

function withField(example: Record<string, unknown>, field: string, value: unknown): Record<string, unknown> {
  const [first = '', ...rest] = field.split('.');
  if (rest.length === 0) return { ...example, [first]: value };
  const inner = (example[first] ?? {}) as Record<string, unknown>;
  return { ...example, [first]: withField(inner, rest.join('.'), value) };
}

/** The object as JSON with one more key, which may be `__proto__`. */
const withKey = (object: object, key: string): object =>
  Object.fromEntries([...Object.entries(object), [key, 1]]);

/** JSON with its keys in order: jsonb keeps none. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

const isProblem = (headers: Headers): boolean =>
  headers.get('content-type')?.startsWith('application/problem+json') === true;

const show = (value: unknown): string => JSON.stringify(value).slice(0, 40);
