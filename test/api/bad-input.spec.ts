import { startTenure, type Tenure, type Customer, type Answer } from '../support/tenure.js';
import { fieldsOf, type Operation, operationsOf, pathOf, rowCounts } from './operations.js';

const NESTED = 'price interval business owner'.split(' ');
/** What each kind of field would take, of the values below. */
const RIGHT: Record<string, (value: unknown) => boolean> = {
  ...Object.fromEntries(
    ['active', 'trial', 'retired', 'selfService', 'isDefault', 'suspended'].map((field) => [
      field,
      (value: unknown) => value === true,
    ]),
  ),
  externalId: (value) => value === null,
  metadata: (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && !('nul' in value),
};
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
  let customer: Customer;
  let operator: string;
  let operations: Operation[];
  beforeAll(async () => {
    tenure = await startTenure();
    customer = await tenure.signUp();
    operator = await tenure.operator();
    operations = await operationsOf(tenure);
  });
  afterAll(() => tenure.close());

  const credentials = ({ audience, credential }: Operation) => {
    if (credential === null) return {};
    if (credential === 'apiKey') return { key: customer.key };
    return { token: audience === 'operator' ? operator : customer.token };
  };
  const send = (operation: Operation, body: unknown): Promise<Answer> =>
    tenure.send(operation.method, pathOf(operation), { ...credentials(operation), body });
  const withBody = () => operations.filter(({ body }) => body !== null);

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
      for (const field of fieldsOf(operation.body!.dto)) {
        const name = field.split('.').at(-1) as string;
        for (const value of WRONG.filter((wrong) => RIGHT[name]?.(wrong) !== true)) {
          const answer = await send(operation, withField(operation.body!.example, field, value));
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
      const { example, dto } = operation.body!;
      for (const unknown of ['surprise', 'businessId', 'toString', 'hasOwnProperty']) {
        if (fieldsOf(dto).includes(unknown)) continue;
        const answer = await send(operation, { ...example, [unknown]: 1 });
        expect([operation.name, unknown, complaint(answer, unknown)]).toEqual([
          operation.name,
          unknown,
          null,
        ]);
      }
      for (const parent of fieldsOf(dto).filter((field) => NESTED.includes(field))) {
        const answer = await send(operation, withField(example, `${parent}.surprise`, 1));
        expect([operation.name, complaint(answer, `${parent}.surprise`)]).toEqual([operation.name, null]);
      }
    }
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

  it.each(['{', '{"a":1,}', 'NaN', "{'a':1}", '{"__proto__":{"a":1}}', '\u0000', '{} {}'])(
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
    const objects = `{"metadata":${'{"a":'.repeat(2_500)}1${'}'.repeat(2_500)}}`;
    const { status } = await tenure.patch(`/v1/admin/businesses/${customer.businessId}`, {
      token: operator,
      body: objects,
    });
    expect([200, 400]).toContain(status);
  });

  it('refuses dates that no calendar has', async () => {
    for (const now of [
      '2026-13-01T00:00:00Z',
      '2026-02-30T00:00:00Z',
      '2026-01-01',
      'yesterday',
      '1999-12-31T23:59:59Z',
      '2200-01-01T00:00:00Z',
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
});

function withField(example: Record<string, unknown>, field: string, value: unknown): Record<string, unknown> {
  const [first = '', ...rest] = field.split('.');
  if (rest.length === 0) return { ...example, [first]: value };
  const inner = (example[first] ?? {}) as Record<string, unknown>;
  return { ...example, [first]: withField(inner, rest.join('.'), value) };
}

const isProblem = (headers: Headers): boolean =>
  headers.get('content-type')?.startsWith('application/problem+json') === true;

const show = (value: unknown): string => JSON.stringify(value).slice(0, 40);
