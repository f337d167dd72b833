import pg from 'pg';
import { query, statement } from '../../src/database/sql.js';
import { RowLock } from '../support/row-lock.js';
import { startTenure, type Tenure } from '../support/tenure.js';
import { until } from '../support/until.js';
import { operationsOf, pathOf } from '../support/operations.js';

describe('What surrounds the routes', () => {
  let tenure: Tenure;
  beforeAll(async () => (tenure = await startTenure({ DOCS: 'on' })));
  afterAll(() => tenure.close());

  it('says that it lives and that it is ready', async () => {
    expect(await tenure.get('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await tenure.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('is not ready, and refuses spends with 503, while the database is a standby, and is right again after it', async () => {
    const { key } = await tenure.signUp();
    const spend = () => tenure.post('/v1/usage', { key, body: { feature: 'recordings' } });
    const name = new URL(tenure.databaseUrl).pathname.slice(1);
    const endOthers = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    const admin = new pg.Client({ connectionString: tenure.databaseUrl });
    await admin.connect();
    // To sessions that begin from now on the database is what a standby is.
    await admin.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await admin.query(endOthers);
    await until(async () => (await tenure.get('/health/ready')).status === 503, 'it is not ready');
    const isUp = async () => String((await tenure.get('/metrics')).body).includes('tenure_db_up 1');
    expect(await isUp()).toBe(false);
    // A spend over a connection that was just ended is an unknown outcome, not a refusal.
    await until(async () => (await spend()).body.code === 'unavailable', 'it refuses spends');
    const refused = await spend();
    expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(refused.headers.get('retry-after')).toBe('1');
    await admin.query('SET default_transaction_read_only = off');
    await admin.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    await admin.end();
    // The sessions of before would stay read only: whoever meets one ends it.
    await until(async () => (await tenure.get('/health/ready')).status === 200, 'it is ready');
    await until(isUp, 'the alert ends');
    await until(async () => (await spend()).status === 200, 'it spends');
  });

  it('says of a write whose connection is lost that it may have been done, and of a read that nothing is lost', async () => {
    const { token } = await tenure.signUp();
    const { id } = (await tenure.get('/v1/me', { token })).body;
    const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    const lock = await RowLock.take(tenure.databaseUrl, 'SELECT FROM users WHERE id = $1', [id]);
    const rename = tenure.patch('/v1/me', { token, body: { firstName: 'Augusta' } });
    await lock.waiting(1);
    await lock.query(cut, []);
    expect(await rename).toMatchObject({ status: 503, body: { code: 'outcome_unknown' } });
    await lock.query('LOCK TABLE plans IN ACCESS EXCLUSIVE MODE', []);
    const read = tenure.get('/v1/plans');
    await lock.waiting(1);
    await lock.query(cut, []);
    expect(await read).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    await lock.release();
  });

  it('bounds every statement and lock, and compiles none', async () => {
    for (const [setting, value] of [
      ['statement_timeout', '8s'],
      ['lock_timeout', '3s'],
      ['idle_in_transaction_session_timeout', '8s'],
      ['jit', 'off'],
    ]) {
      const show = statement<{ value: string }>(
        `show_${setting}`,
        `SELECT current_setting('${setting}') AS value`,
      );
      const alone = await query(tenure.dataSource, show);
      const within = await tenure.dataSource.transaction((manager) => query(manager, show));
      expect([alone, within]).toEqual([[{ value }], [{ value }]]);
    }
  });

  it('counts answers by the pattern of their route, never by what stands in the path', async () => {
    const { key } = await tenure.signUp();
    await tenure.put('/v1/allocations/applications/canary-in-the-path', { key });
    await tenure.get('/nowhere/canary-in-the-path');
    const { status, body, headers } = await tenure.get('/metrics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(body).toContain('method="PUT",route="/v1/allocations/:feature/:resource",class="2xx"');
    expect(body).toContain('tenure_http_responses_total{route="unknown",code="not_found"}');
    expect(body).toMatch(/^tenure_renewals_due 0$/m);
    expect(body).not.toContain('canary');
    expect(body).not.toContain(key);
  });

  it('lets no cache keep an answer, no browser take it for something else, and no page frame it', async () => {
    const { token } = await tenure.signUp();
    const calls: [string, object][] = [
      ['/v1/me', { token }],
      ['/v1/me', {}],
      ['/v1/plans', {}],
      ['/nowhere', {}],
      ['/metrics', {}],
      ['/v1/business/audit?format=csv', { token }],
    ];
    for (const [path, call] of calls) {
      const { headers } = await tenure.get(path, call);
      expect([path, headers.get('cache-control')]).toEqual([path, 'no-store']);
      expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    }
  });

  it('tells a program at the root where to begin, and sends a browser there', async () => {
    expect((await tenure.get('/')).body).toMatchObject({ docs: '/docs', openapi: '/openapi.json' });
    const page = await fetch(tenure.url, { headers: { accept: 'text/html,*/*' }, redirect: 'manual' });
    expect([page.status, page.headers.get('location')]).toEqual([302, '/docs']);
  });

  it('lets the page of Swagger UI load its scripts whatever its address says behind the path', async () => {
    for (const path of ['/docs?x=1', '/docs/?x=1', '/docs/index.html?x', '/docs?url=/openapi.json']) {
      const { headers } = await tenure.get(path);
      expect([path, headers.get('content-security-policy')]).toEqual([
        path,
        expect.stringContaining("default-src 'self'"),
      ]);
    }
    for (const path of ['/v1/plans?/docs', '/docsx', '/openapi.json?/docs/'])
      expect((await tenure.get(path)).headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  });

  it('numbers every answer, and takes nobody’s word for the number', async () => {
    const ids = await Promise.all(
      ['/v1/plans', '/v1/me', '/nowhere'].map(async (path) =>
        (await tenure.get(path, { headers: { 'x-request-id': 'mine' } })).headers.get('x-request-id'),
      ),
    );
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it('lets the page of Swagger UI load what comes from here, and nothing else', async () => {
    const { headers, body } = await tenure.get('/docs');
    expect(headers.get('content-security-policy')).toContain(
      "default-src 'self'; style-src 'self' 'unsafe-inline'",
    );
    // The policy allows no script that stands in the page.
    expect([...(body as string).matchAll(/<script(?![^>]*src=)[^>]*>/g)]).toEqual([]);
    expect(body).not.toMatch(/\son\w+=/);
  });

  it.each(['/openapi.json', '/openapi/sdk.json', '/openapi/dashboard.json', '/openapi/operator.json'])(
    'serves %s to everybody, with full paths',
    async (path) => {
      const { status, body } = await tenure.get(path);
      expect(status).toBe(200);
      expect(body.openapi).toBe('3.1.0');
      for (const { url } of body.servers ?? []) expect(url).toBe('/');
      expect(Object.keys(body.paths).length).toBeGreaterThan(3);
      for (const [route, item] of Object.entries<object>(body.paths)) {
        if (path !== '/openapi.json') expect(route).toMatch(/^\/(?:v1|\.well-known)\//);
        for (const operation of Object.values(item)) expect(operation.security).toBeInstanceOf(Array);
      }
    },
  );

  it('tells a browser that has a document already that it is the same', async () => {
    const { headers } = await tenure.get('/openapi/sdk.json');
    const etag = headers.get('etag')!;
    expect([etag.length > 20, headers.get('cache-control')]).toEqual([true, 'no-cache']);
    const again = await tenure.get('/openapi/sdk.json', { headers: { 'if-none-match': etag } });
    expect([again.status, again.body]).toEqual([304, undefined]);
    expect((await tenure.get('/openapi.json', { headers: { 'if-none-match': etag } })).status).toBe(200);
  });
});

describe('Pages of other origins', () => {
  const APP = 'https://app.example.com';
  const EXPOSED = [
    'retry-after',
    'ratelimit-limit',
    'ratelimit-remaining',
    'ratelimit-reset',
    'idempotent-replayed',
  ];

  describe('that are listed', () => {
    let tenure: Tenure;
    beforeAll(
      async () => (tenure = await startTenure({ CORS_ORIGINS: APP, TRUST_PROXY: 'loopback', DOCS: 'on' })),
    );
    afterAll(() => tenure.close());

    /** What a browser asks before it sends a request that a form could not send, and whether it then sends it. */
    const mayAsk = async (method: string, path: string, headers: string, origin = APP): Promise<boolean> => {
      const asked = {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': headers,
      };
      const answer = await fetch(tenure.url + path, { method: 'OPTIONS', headers: asked });
      const listOf = (name: string) => (answer.headers.get(name) ?? '').toLowerCase().split(/, */);
      return (
        answer.ok &&
        answer.headers.get('access-control-allow-origin') === origin &&
        listOf('access-control-allow-methods').includes(method.toLowerCase()) &&
        headers.split(',').every((name) => listOf('access-control-allow-headers').includes(name))
      );
    };

    it('may ask every operation of the service, with every header that it takes', async () => {
      const refused: string[] = [];
      for (const operation of await operationsOf(tenure)) {
        const headers = 'authorization,content-type,idempotency-key,x-api-key';
        if (!(await mayAsk(operation.method, pathOf(operation), headers))) refused.push(operation.name);
      }
      expect(refused).toEqual([]);
      expect(await mayAsk('PUT', '/v1/subscription/plan', 'authorization', 'https://evil.example')).toBe(
        false,
      );
    });

    it('read what an answer says in its head, refusals too, and a number from a trusted proxy', async () => {
      for (const path of ['/v1/plans', '/v1/me', '/nowhere']) {
        const { headers } = await tenure.get(path, {
          headers: { origin: APP, 'x-request-id': 'from-proxy_1' },
        });
        const exposed = headers.get('access-control-expose-headers')?.toLowerCase().split(/, */);
        expect(exposed).toEqual([...EXPOSED, 'x-request-id']);
        expect([path, headers.get('access-control-allow-origin')]).toEqual([path, APP]);
        expect(headers.get('x-request-id')).toBe('from-proxy_1');
      }
      const forged = await tenure.get('/v1/plans', { headers: { 'x-request-id': '<script>' } });
      expect(forged.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('need not ask again for two hours', async () => {
      const headers = { origin: APP, 'access-control-request-method': 'PUT' };
      const answer = await fetch(`${tenure.url}/v1/subscription/plan`, { method: 'OPTIONS', headers });
      expect(answer.headers.get('access-control-max-age')).toBe('7200');
    });

    it('are not taken for one another', async () => {
      const allowed = async (origin: string) =>
        (await tenure.get('/v1/plans', { headers: { origin } })).headers.get('access-control-allow-origin');
      expect(await allowed('https://evil.example')).toBeNull();
      expect(await allowed('https://app.example.com.evil.example')).toBeNull();
    });
  });

  it('are told nothing at all by default', async () => {
    const tenure = await startTenure();
    const { headers } = await tenure.get('/v1/plans', { headers: { origin: APP } });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    await tenure.close();
  });
});

describe('What need not be public', () => {
  it('is told to whoever has METRICS_TOKEN, beside the API and on METRICS_PORT', async () => {
    const METRICS_TOKEN = 'a-token-of-a-scraper';
    const beside = await startTenure({ METRICS_TOKEN });
    const asked = (authorization: string) => beside.get('/metrics', { headers: { authorization } });
    expect(await beside.get('/metrics')).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect((await asked(`Bearer ${METRICS_TOKEN}x`)).status).toBe(401);
    expect((await asked(`Bearer ${METRICS_TOKEN}`)).body).toContain('tenure_db_up 1');
    await beside.close();
    const tenure = await startTenure({ METRICS_PORT: '0', METRICS_TOKEN });
    const { MetricsServer } = await import('../../src/metrics/metrics-server.js');
    const apart = tenure.app.get(MetricsServer).url!;
    expect((await fetch(apart)).status).toBe(401);
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    expect(await (await fetch(apart, { headers })).text()).toContain('tenure_db_up 1');
    await tenure.close();
  });

  it('is served elsewhere or not at all: figures on METRICS_PORT, and no documents with DOCS=off', async () => {
    const tenure = await startTenure({ METRICS_PORT: '0', DOCS: 'off' });
    for (const path of ['/metrics', '/metrics?x', '/', '/docs', '/openapi.json', '/openapi/operator.json'])
      expect([path, (await fetch(tenure.url + path)).status]).toEqual([path, 404]);
    const { MetricsServer } = await import('../../src/metrics/metrics-server.js');
    const apart = tenure.app.get(MetricsServer).url!;
    const metrics = await fetch(apart);
    expect([metrics.status, await metrics.text()]).toEqual([
      200,
      expect.stringContaining('tenure_renewals_due 0'),
    ]);
    expect((await fetch(new URL('/v1/plans', apart))).status).toBe(404);
    await tenure.close();
    await expect(fetch(apart)).rejects.toThrow('fetch failed');
  });
});
