import { type Customer, startTenure, type Tenure } from '../support/tenure.js';
import { postHead, RawConnection } from '../support/raw-connection.js';
import { type Operation, OperationsClient, pathOf } from '../support/operations.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const LONG = 'a'.repeat(101);

describe('Bad requests', () => {
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

  const credentials = (operation: Operation) => client.credentials(operation);
  const problem = async (method: string, path: string, call = {}) => {
    const { status, body, headers } = await tenure.send(method, path, call);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ type: `urn:tenure:problem:${body.code}`, status });
    expect(typeof body.title).toBe('string');
    expect(typeof body.detail).toBe('string');
    return { status, code: body.code, fields: body.errors?.map(({ field }: { field: string }) => field) };
  };

  it('answers 404 to a path that there is not, whoever asks', async () => {
    for (const path of ['/v1', '/v1/nothing', '/v1/plans/pro/nothing', '/v2/plans', '/admin', '/.env']) {
      expect(await problem('GET', path)).toMatchObject({ status: 404, code: 'not_found' });
      expect(await problem('POST', path, { token: operator, key: customer.key, body: '{' })).toMatchObject({
        status: 404,
      });
    }
  });

  it('answers 404 to a method that a path does not have', async () => {
    const paths = [...new Set(operations.map(({ path }) => path))];
    let asked = 0;
    for (const path of paths) {
      // `/v1/members/me` fits `/v1/members/{id}` too, whose methods refuse `me` as an id.
      const has = operations.filter((operation) => operation.path === path || fits(operation.path, path));
      for (const method of METHODS.filter((name) => !has.some((operation) => operation.method === name))) {
        const operation = has.find((each) => each.path === path) as Operation;
        const answer = await problem(method, pathOf(operation), credentials(operation));
        expect([method, path, answer.status]).toEqual([method, path, 404]);
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(50);
  });

  it('answers 404 to a part of a path that is too long', async () => {
    for (const operation of operations.filter(({ path }) => path.includes('{'))) {
      for (const name of namesIn(operation)) {
        const answer = await problem(
          operation.method,
          pathOf(operation, { [name]: LONG }),
          credentials(operation),
        );
        expect([operation.name, name, answer.status]).toEqual([operation.name, name, 404]);
      }
    }
  });

  it('names the part of a path that is malformed', async () => {
    const malformed: Record<string, string[]> = {
      resource: ['a%20b', '%00', 'a%2Fb', 'ä', '%F0%9F%A6%8A'],
      id: ['1', 'not-a-uuid', '%00', '01900000-0000-7000-8000-00000000000g', "'--"],
    };
    const codes = ['Pro', '1st', 'a%20b', '%00', 'a'.repeat(64), 'ä', '-pro', '..%2Fpro'];
    for (const operation of operations.filter(({ path }) => path.includes('{'))) {
      for (const name of namesIn(operation)) {
        for (const value of malformed[name.endsWith('Id') ? 'id' : name] ?? codes) {
          const body = operation.body?.example;
          const answer = await problem(operation.method, pathOf(operation, { [name]: value }), {
            ...credentials(operation),
            body,
          });
          expect([operation.name, value, answer]).toEqual([
            operation.name,
            value,
            { status: 400, code: 'validation_failed', fields: [name] },
          ]);
        }
      }
    }
  });

  it('cannot be confused by a path that is not properly encoded', async () => {
    expect((await problem('GET', '/v1/plans/%zz')).status).toBe(400);
    expect((await problem('GET', '/v1/plans/%')).status).toBe(400);
    expect((await problem('GET', '/v1/plans/%c0%80')).status).toBe(400);
    const token = 'A'.repeat(65);
    const answer = await tenure.get(`/v1/auth/invitations/%zz${token}`);
    expect([answer.status, JSON.stringify(answer.body).includes(token)]).toEqual([400, false]);
  });

  it('names a query parameter that is wrong, doubled or unknown', async () => {
    const wrong: Record<string, string[]> = {
      limit: ['0', '101', '-1', '1.5', 'ten', '', '1e1', '99999999999999999999'],
      cursor: ['!', 'bm90IGFuIGlk', 'x'.repeat(201), '%00'],
      kind: ['robot', ''],
      amount: ['0', '-1', '2147483648', '1.5', 'one', ''],
      quantity: ['0', '-1', '1000001', '1.5', 'one', ''],
      externalId: ['', '%00', 'x'.repeat(401)],
      runningCycles: ['yes', '1', ''],
      dryRun: ['yes', '1', ''],
      actor: ['', '%00', 'x'.repeat(101)],
      action: ['', '%00', 'x'.repeat(101)],
      from: ['yesterday', '2026-02-30T00:00:00Z', '2026-02-30', ''],
      to: ['tomorrow', '20260131', '2026-13-01', '2026-02-30T00:00:00Z', ''],
      format: ['xml', ''],
      businessId: ['1', ''],
      planCode: ['Pro', '', 'x'.repeat(64), '%00'],
      when: ['later', ''],
      terms: ['oldest', ''],
      cycles: ['0', '101', '1.5', 'ten', ''],
      feature: ['Recordings', '', '%00'],
      after: ['-1', '1.5', 'x', '', '99999999999999999999'],
      type: ['business.opened', ''],
      state: ['lost', ''],
      status: ['lost', ''],
      problem: ['lost', ''],
      search: ['', '%00', 'x'.repeat(201)],
      number: ['', '%00', 'x'.repeat(201)],
      testClockId: ['1', ''],
      suspended: ['yes', '1', ''],
      endsBefore: ['tomorrow', '2026-02-30T00:00:00Z', ''],
      canceling: ['yes', '1', ''],
      metric: ['sales', ''],
      month: ['2026', '2026-13', '2026-1', 'june', ''],
      all: ['yes', '1', ''],
      order: ['newest-first', ''],
      email: ['nobody', '', 'a%20b@example.com'],
    };
    for (const operation of operations) {
      const queries = operation.parameters.filter((parameter) => parameter.in === 'query');
      const body = operation.body?.example;
      // What has to be there is, so that the one that is wrong is the one named.
      const complete = (query: string) => {
        const missing = queries.filter(({ name, required }) => required === true && !query.startsWith(name));
        const right: Record<string, string> = { metric: 'signups', month: '2026-01', feature: 'recordings' };
        return [query, ...missing.map(({ name }) => `${name}=${right[name] ?? 'pro'}`)].join('&');
      };
      const ask = (query: string) =>
        problem(operation.method, `${pathOf(operation)}?${complete(query)}`, {
          ...credentials(operation),
          body,
        });
      for (const { name } of queries) {
        const values = wrong[name];
        if (values === undefined) throw new Error(`Say what is wrong for ?${name}= of ${operation.name}`);
        for (const query of [
          ...values.map((value) => `${name}=${value}`),
          `${name}=1&${name}=1`,
          `${name}[a]=1`,
        ]) {
          const answer = await ask(query);
          expect([operation.name, query, answer.status, answer.code]).toEqual([
            operation.name,
            query,
            400,
            'validation_failed',
          ]);
          expect(answer.fields[0]).toMatch(name);
        }
      }
      if (queries.length > 0)
        expect(await ask('surprise=1')).toMatchObject({ status: 400, fields: ['surprise'] });
    }
  });

  it('takes JSON only', async () => {
    for (const operation of operations.filter(({ body }) => body !== null)) {
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/xml',
        'nonsense',
      ]) {
        const call = { ...credentials(operation), body: '{}', headers: { 'content-type': type } };
        const answer = await problem(operation.method, pathOf(operation), call);
        expect([operation.name, type, answer.status, answer.code]).toEqual([
          operation.name,
          type,
          415,
          'unsupported_media_type',
        ]);
      }
    }
    const utf8 = { 'content-type': 'application/json; charset=utf-8' };
    expect(await problem('POST', '/v1/auth/login', { body: '{}', headers: utf8 })).toMatchObject({
      status: 400,
    });
  });

  it('takes 64 KiB and not a byte more', async () => {
    const largest = `{"feature":"${'x'.repeat(64 * 1024 - 14)}"}`;
    expect(largest).toHaveLength(64 * 1024);
    expect(await problem('POST', '/v1/usage', { key: customer.key, body: largest })).toMatchObject({
      status: 400,
      fields: ['feature'],
    });
    for (const operation of operations.filter(({ body }) => body !== null)) {
      const answer = await problem(operation.method, pathOf(operation), { body: `${largest} ` });
      expect([operation.name, answer.status, answer.code]).toEqual([
        operation.name,
        413,
        'payload_too_large',
      ]);
    }
  });

  it('is not hurt by bytes that are no HTTP, and answers the next request', async () => {
    const expecting = 'expect: zz\r\ncontent-type: application/json\r\ncontent-length: 4000\r\n\r\n';
    for (const bytes of [
      'GET /v1/plans HTTP/1.1\r\nconnection: close\r\n\r\n',
      `POST /v1/auth/login HTTP/1.1\r\nhost: a\r\n${expecting}`,
      'nonsense\r\n\r\n',
      'GET /v1/plans HTTP/9.9\r\n\r\n',
      `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(70_000)}\r\n\r\n`,
    ]) {
      const answer = await raw(tenure.url, bytes);
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(answer).toContain('application/problem+json');
      expect(answer).toContain('urn:tenure:problem:');
    }
    expect((await tenure.get('/health/live')).status).toBe(200);
  });

  it('takes no body that is not UTF-8, because its text would be changed', async () => {
    const login = (encoding: BufferEncoding) => {
      const body = Buffer.from('{"email":"a@example.com","password":"Café au lait"}', encoding);
      const head = postHead('/v1/auth/login', body.length).replace(
        '\r\n\r\n',
        '\r\nconnection: close\r\n\r\n',
      );
      return raw(tenure.url, Buffer.concat([Buffer.from(head), body]));
    };
    const refused = await login('latin1');
    expect(refused).toMatch(/^HTTP\/1\.1 400 /);
    expect(refused).toContain('"code":"invalid_json"');
    expect(await login('utf8')).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('takes no request whose end could be read in two ways, and no TRACE', async () => {
    const post = 'POST /v1/auth/login HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n';
    const smuggled = 'GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n';
    for (const head of [
      `${post}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      `${post}content-length: 4\r\ncontent-length: 5\r\n\r\n`,
      `${post}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
    ]) {
      const answer = await raw(tenure.url, head + smuggled);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    }
    const trace = 'TRACE /v1/plans HTTP/1.1\r\nhost: a\r\nx-api-key: canary\r\nconnection: close\r\n\r\n';
    expect(await raw(tenure.url, trace)).toMatch(/^HTTP\/1\.1 404 (?![\s\S]*canary)/);
  });
});

const namesIn = ({ path }: Operation): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

/** All that is answered to these bytes until the server ends the connection. */
async function raw(url: string, bytes: string | Buffer): Promise<string> {
  const connection = (await RawConnection.open(url)).send(bytes);
  await connection.ended;
  return connection.received;
}

/** Whether `path` is one of those that `template` stands for, such as `/v1/members/me` for `/v1/members/{id}`. */
const fits = (template: string, path: string): boolean =>
  new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/{}]+')}$`).test(path);
