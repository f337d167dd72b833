/** @jest-environment-options {"ownService": true} */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { loadConfig } from '../../src/config/config.js';
import { type Customer, startTenure } from '../support/tenure.js';
import { until } from '../support/until.js';

interface Sent {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
  links?: { traceId: string; spanId: string }[];
  status: { code?: number };
}

const [SERVER, CLIENT, CONSUMER] = [2, 3, 5];
const FAILED = 2;

/** A collector that takes traces as JSON and keeps them. */
class Collector {
  readonly spans: Sent[] = [];
  readonly headers: IncomingHttpHeaders[] = [];
  readonly resources = new Set<string>();
  text = '';

  private constructor(private readonly server: Server) {}

  static async start(answers = true): Promise<Collector> {
    const server = createServer();
    const collector = new Collector(server);
    server.on('request', (request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        if (!answers) return;
        collector.take(request.url, request.headers, body);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private take(path: string | undefined, headers: IncomingHttpHeaders, body: string): void {
    expect(path).toBe('/v1/traces');
    this.text += body;
    this.headers.push(headers);
    for (const { resource, scopeSpans } of JSON.parse(body).resourceSpans) {
      this.resources.add(fieldsOf(resource)['service.name'] as string);
      this.spans.push(...scopeSpans.flatMap(({ spans }: { spans: Sent[] }) => spans));
    }
  }

  /** The recorded span that a traceparent leads to. */
  requestOf = ({ spanId }: Caller): Sent => this.only(({ parentSpanId }) => parentSpanId === spanId);
  under = ({ spanId }: Sent): Sent[] => this.spans.filter(({ parentSpanId }) => parentSpanId === spanId);

  only(isIt: (span: Sent) => boolean): Sent {
    const found = this.spans.filter(isIt);
    expect(found).toHaveLength(1);
    return found[0] as Sent;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

type Fields = Record<string, string | number | undefined>;
const fieldsOf = ({ attributes }: Pick<Sent, 'attributes'>): Fields =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

/** Somebody who calls, and records the call. */
class Caller {
  readonly traceId = randomBytes(16).toString('hex');
  readonly spanId = randomBytes(8).toString('hex');
  constructor(private readonly sampled = true) {}
  get headers() {
    return { traceparent: `00-${this.traceId}-${this.spanId}-${this.sampled ? '01' : '00'}` };
  }
}

describe('A collector of traces', () => {
  const [spending, inviting, refused, broken, unsampled] = [
    new Caller(),
    new Caller(),
    new Caller(),
    new Caller(),
    new Caller(false),
  ];
  const crowd = Array.from({ length: 12 }, () => new Caller());
  let collector: Collector;
  let owner: Customer;
  beforeAll(async () => {
    collector = await Collector.start();
    const tenure = await startTenure({
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=not%20to%20be%20logged',
      OTEL_SERVICE_NAME: 'plans',
    });
    owner = await tenure.signUp();
    const { key, token } = owner;
    const spend = ({ headers }: Caller, amount = 1) =>
      tenure.post('/v1/usage', { key, headers, body: { feature: 'recordings', amount } });
    await spend(spending);
    await spend(refused, 1_000_000);
    await spend(unsampled);
    await tenure.get('/health/ready');
    await Promise.all(crowd.map((caller) => spend(caller)));
    const body = { email: 'grace@example.com', role: 'member' };
    await tenure.post('/v1/invitations', { token, body, headers: inviting.headers });
    await until(async () => (await tenure.mails.to('grace@example.com')).length > 0, 'the mail');
    tenure.breaks = true;
    await tenure.dataSource.query('ALTER TABLE audit_log RENAME TO broken');
    await tenure.get('/v1/business/audit', { token, headers: broken.headers });
    // What has not been sent by now is sent at the stop.
    await tenure.close();
  });
  afterAll(() => collector.close());

  it('gets a request as a part of its caller’s trace, with its batch and its statements below it', () => {
    const request = collector.requestOf(spending);
    expect(request).toMatchObject({ traceId: spending.traceId, name: 'POST /v1/usage', kind: SERVER });
    expect(fieldsOf(request)).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/v1/usage',
      'http.response.status_code': 200,
      'tenure.business_id': owner.businessId,
    });
    const batch = collector.under(request).find(({ name }) => name === 'batch spends') as Sent;
    expect(fieldsOf(batch)).toEqual({ 'tenure.batch.size': 1 });
    // On a distributed database, the first spend of a counter has a batch of the slow path below it.
    const distributed = process.env.DISTRIBUTED === 'on';
    const statements = collector
      .under(batch)
      .filter(({ name }) => !distributed || !name.startsWith('batch '));
    expect(statements.length).toBeGreaterThan(0);
    for (const statement of statements) {
      expect(statement).toMatchObject({ traceId: spending.traceId, kind: CLIENT });
      expect(fieldsOf(statement)).toEqual({
        'db.system.name': 'postgresql',
        'db.query.summary': statement.name,
      });
    }
  });

  it('learns what was refused, and that a fault of the service is one', () => {
    const { status, attributes } = collector.requestOf(refused);
    expect(fieldsOf({ attributes })).toMatchObject({
      'http.response.status_code': 402,
      'tenure.code': 'limit_reached',
    });
    expect(status.code).not.toBe(FAILED);
    const fault = collector.requestOf(broken);
    expect(fault.status.code).toBe(FAILED);
    expect(fieldsOf(fault)).toMatchObject({ 'error.type': 'internal_error' });
    expect(collector.under(fault).some((statement) => statement.status.code === FAILED)).toBe(true);
  });

  it('gets the mail that a request queued as a part of the same trace', () => {
    const request = collector.requestOf(inviting);
    const job = collector.only(({ kind, traceId }) => kind === CONSUMER && traceId === inviting.traceId);
    expect([job.name, job.parentSpanId]).toEqual(['job mail', request.spanId]);
  });

  it('finds each of many requests at once in one batch, as its parent or as a link', () => {
    const waited = collector.spans
      .filter(({ name }) => name.startsWith('batch'))
      .flatMap(({ parentSpanId, links = [] }) => [parentSpanId, ...links.map(({ spanId }) => spanId)]);
    for (const caller of crowd) {
      const { spanId } = collector.requestOf(caller);
      expect(waited.filter((each) => each === spanId)).toHaveLength(1);
    }
  });

  it('gets nothing of a trace that its caller does not record, nor of probes', () => {
    expect(collector.text).not.toContain('/health');
    expect(collector.spans.some(({ traceId }) => traceId === unsampled.traceId)).toBe(false);
  });

  it('is told who sends, and gets no secret and no address', () => {
    expect([...collector.resources]).toEqual(['plans']);
    expect(new Set(collector.headers.map((headers) => headers['api-key']))).toEqual(
      new Set(['not to be logged']),
    );
    for (const secret of [owner.key, owner.token, owner.email, 'grace@example.com'])
      expect(collector.text).not.toContain(secret);
  });
});

describe('A collector that does not answer', () => {
  it('delays neither a request nor the end of the server', async () => {
    const collector = await Collector.start(false);
    const tenure = await startTenure({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const { spend } = await tenure.signUp();
    expect(await spend()).toMatchObject({ status: 200 });
    const began = performance.now();
    await tenure.close();
    expect(performance.now() - began).toBeLessThan(8_000);
    collector.close();
  });
});

describe('The configuration of traces', () => {
  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a key without value'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'key=%zz'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
  ])('refuses %s=%s', (name, value) => {
    expect(() => loadConfig({ [name]: value })).toThrow(name);
  });
});
