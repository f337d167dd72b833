import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdir } from 'node:fs/promises';
import { Child, cleanUp, temporaryFolder } from './boot/support/children.js';
import { type BuiltServer, startBuilt } from './openapi/built-server.js';
import { meanwhile } from './support/meanwhile.js';

const END = /The story is told: \d+ calls/;

/** Runs the demo to its end; what it said and how it exited. */
async function demo(
  url?: string,
  more: Record<string, string> = {},
): Promise<{ code: number | string; output: string }> {
  const { PATH, HOME } = process.env;
  const env = {
    PATH,
    HOME,
    ...more,
    OPERATOR_EMAIL: 'operator@example.com',
    OPERATOR_PASSWORD: 'operator password',
  };
  const child = new Child(process.execPath, ['scripts/demo.mjs', ...(url ? ['--url', url] : [])], { env });
  const code = await child.ended;
  return { code, output: child.output };
}

type Lie = (call: string, status: number, body: any) => { status?: number; body?: unknown } | null;

/** Hands everything on, but for one answer. */
async function liar(url: string, lie: Lie): Promise<Server> {
  const server = createServer((request, reply) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
      const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
      void fetch(url + request.url, {
        method: request.method,
        headers: headers as Record<string, string>,
        body,
      }).then(async (answer) => {
        const text = await answer.text();
        const told = lie(`${request.method} ${request.url}`, answer.status, JSON.parse(text)) ?? {};
        reply.writeHead(told.status ?? answer.status, { 'content-type': 'application/json' });
        reply.end(told.body === undefined ? text : JSON.stringify(told.body));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('npm run demo', () => {
  let server: BuiltServer;
  let alone: ReturnType<typeof onItsOwn>;
  beforeAll(async () => {
    alone = meanwhile(onItsOwn);
    server = await startBuilt();
  });
  afterAll(async () => {
    await Promise.allSettled([alone]);
    await server.stop();
    await cleanUp();
  });

  async function onItsOwn(): Promise<{ code: number | string; output: string; left: string[] }> {
    const folder = await temporaryFolder();
    const told = await demo(undefined, { TMPDIR: folder });
    return { ...told, left: await readdir(folder) };
  }

  it('tells the story again and again on a server that runs already', async () => {
    for (let run = 1; run <= 2; run += 1) {
      const { code, output } = await demo(server.url);
      expect(output).toMatch(END);
      expect(code).toBe(0);
    }
  });

  const lies: [string, RegExp, Lie][] = [
    [
      'a catalogue that shows what is hidden',
      /GET \/v1\/plans/,
      (call, _, body) =>
        call.startsWith('GET /v1/plans')
          ? { body: { data: [...body.data, { code: 'limitless', price: {} }] } }
          : null,
    ],
    [
      'one unit too many',
      /POST \/v1\/usage .*\(402\)/,
      (call, status) =>
        call === 'POST /v1/usage' && status === 402 ? { status: 200, body: { granted: 1 } } : null,
    ],
    [
      'a refusal that does not say what would unlock it',
      /unlockedBy is \[\]/,
      (_, status, body) => (status === 402 ? { body: { ...body, unlockedBy: [] } } : null),
    ],
    [
      'a counter of the next cycle that is not zero',
      /used is 10/,
      (call, _, body) =>
        call === 'GET /v1/entitlements/recordings' ? { body: { ...body, used: 10 } } : null,
    ],
    [
      'a plan that should end and does not',
      /ended is 0/,
      (call, _, body) =>
        call.endsWith('/advance') && body.ended === 1 ? { body: { ...body, ended: 0 } } : null,
    ],
    [
      'a key that opens the dashboard',
      /GET \/v1\/subscription .*\(401\)/,
      (call, status) =>
        call === 'GET /v1/subscription' && status === 401 ? { status: 200, body: {} } : null,
    ],
  ];

  it.each(lies)('exits 1 at %s', async (_, says, lie) => {
    const proxy = await liar(server.url, lie);
    const { code, output } = await demo(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    await new Promise((resolve) => proxy.close(resolve));
    expect(output).toMatch(says);
    expect(output).not.toMatch(END);
    expect(code).toBe(1);
  });

  it('exits 1 when nothing answers', async () => {
    const { code, output } = await demo('http://127.0.0.1:1');
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('broke off') });
  });

  it('tells it on a server that it starts itself, and leaves nothing behind', async () => {
    const { code, output, left } = await alone;
    expect(output).toMatch(END);
    expect(output).toMatch(/RENEWALS=off[^]+"due":\d+[^]+"used":1,"remaining":99,"cycle":\{"index":4,/);
    expect(code).toBe(0);
    expect(left).toEqual([]);
  }, 180_000);
});
