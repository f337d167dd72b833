import { execFile } from 'node:child_process';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTenure, type Tenure } from '../support/tenure.js';

describe('The SDK loop of examples/', () => {
  let tenure: Tenure;
  beforeAll(async () => (tenure = await startTenure()));
  afterAll(() => tenure.close());

  const run = (env: Record<string, string>) =>
    new Promise<{ code: number; output: string }>((resolve) => {
      execFile(
        process.execPath,
        ['examples/sdk-loop.mjs'],
        { env: { PATH: process.env.PATH, ...env } },
        (error, output, errors) => resolve({ code: Number(error?.code ?? 0), output: output + errors }),
      );
    });
  const used = async (key: string) => (await tenure.get('/v1/entitlements/recordings', { key })).body.used;

  it('spends what the plan has, and stops at 402 with what would unlock more', async () => {
    const { key } = await tenure.signUp();
    const { code, output } = await run({ TENURE_URL: tenure.url, TENURE_KEY: key });
    expect(code).toBe(0);
    expect(output).toMatch(
      /Stopped after 100: 100 used, 0 left until .*\nMore with: pro \(5000\), scale \(100000\)\./,
    );
    expect(await used(key)).toBe(100);
  });

  it('spends each unit once, although answers are lost and servers say 503', async () => {
    const { key } = await tenure.signUp();
    let calls = 0;
    const flaky = createServer((request: IncomingMessage, response) => {
      void (async () => {
        let body = '';
        for await (const chunk of request) body += String(chunk);
        calls += 1;
        const broken = calls % 3;
        if (broken === 1) return response.writeHead(503, { 'retry-after': '0' }).end('{}');
        const answer = await tenure.post('/v1/usage', {
          key,
          body,
          headers: { 'idempotency-key': String(request.headers['idempotency-key']) },
        });
        // The unit is spent, and nobody hears of it.
        if (broken === 2) return request.socket.destroy();
        return response.writeHead(answer.status).end(JSON.stringify(answer.body));
      })();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => flaky.once('listening', resolve));
    const url = `http://127.0.0.1:${(flaky.address() as AddressInfo).port}`;
    const { code } = await run({ TENURE_URL: url, TENURE_KEY: key, UNITS: '7' });
    flaky.close();
    expect(code).toBe(0);
    expect(calls).toBe(21);
    expect(await used(key)).toBe(7);
  });

  it('says what it needs when it has no key', async () => {
    expect(await run({})).toMatchObject({ code: 2, output: expect.stringContaining('TENURE_KEY') });
  });
});
