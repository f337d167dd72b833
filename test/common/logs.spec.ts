import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { beginTrace, currentTrace, endTrace, traced } from '../../src/common/trace.js';
import { query, statement } from '../../src/database/sql.js';
import { newOperatorKey } from '../../src/users/operator-keys/operator-key.js';
import { startTenure, type Tenure } from '../support/tenure.js';
import { until } from '../support/until.js';

const PRODUCTION = {
  NODE_ENV: 'production',
  JWT_SECRET: 'k3Jq8w_fZb2mXv7RtY0pLs5NdHc9GaEu',
  LOG_LEVEL: 'log',
};
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };

/** All that is written to the standard output from now on. */
function listenToOutput(): { text: () => string; lines: () => any[]; end: () => void } {
  let text = '';
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation((chunk) => {
      text += String(chunk);
      return true;
    }),
  );
  return {
    text: () => text,
    lines: () =>
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as unknown),
    end: () => spies.forEach((spy) => spy.mockRestore()),
  };
}

/** A mail server that refuses every mail, and repeats the address as real ones do. */
async function refusingMailServer(): Promise<Server> {
  const server = createServer((socket) => {
    socket.write('220 mail\r\n');
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      const address = /^RCPT TO:(\S+)/i.exec(data.toString())?.[1];
      socket.write(address === undefined ? '250 ok\r\n' : `550 ${address}: no such person\r\n`);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

describe('The log in production', () => {
  let tenure: Tenure;
  let mails: Server;
  const output = listenToOutput();
  beforeAll(async () => {
    mails = await refusingMailServer();
    const SMTP_URL = `smtp://127.0.0.1:${(mails.address() as AddressInfo).port}`;
    tenure = await startTenure({
      ...PRODUCTION,
      OPERATOR_SECOND_FACTOR: 'optional',
      REQUEST_LOG: 'all',
      SMTP_URL,
    });
  });
  afterAll(async () => {
    await tenure.close();
    output.end();
    mails.close();
  });

  const lineOf = (id: string | null, isIt: (line: any) => boolean = ({ route }) => route !== undefined) =>
    until<any>(() => output.lines().find((line) => line.requestId === id && isIt(line)), 'the line');

  it('has a line of JSON for each request: who asked for what, and what came of it', async () => {
    const { key, token, memberId, botId, businessId } = await tenure.signUp();
    const spend = { key, body: { feature: 'recordings', amount: 101 }, headers: PARENT };
    const refused = await tenure.post('/v1/usage', spend);
    const id = refused.headers.get('x-request-id');
    expect(await lineOf(id)).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      // A warning where the machine is so busy that it took longer than a second.
      level: expect.stringMatching(/^(?:info|warn)$/),
      msg: 'POST /v1/usage 402',
      context: 'Request',
      requestId: id,
      traceId: TRACE,
      principal: `bot:${botId}`,
      businessId,
      method: 'POST',
      route: '/v1/usage',
      status: 402,
      ms: expect.any(Number),
      code: 'limit_reached',
    });
    const seen = await tenure.get('/v1/business', { token });
    expect(await lineOf(seen.headers.get('x-request-id'))).toMatchObject({
      principal: `member:${memberId}`,
      businessId,
      status: 200,
    });
    const mistyped = `${key.slice(0, -1)}${key.endsWith('x') ? 'y' : 'x'}`;
    const unknown = await tenure.post('/v1/usage', { ...spend, key: mistyped });
    expect(unknown.status).toBe(401);
    expect(await lineOf(unknown.headers.get('x-request-id'))).not.toHaveProperty('businessId');
    const nowhere = await tenure.get('/nowhere/canary');
    expect(await lineOf(nowhere.headers.get('x-request-id'))).toMatchObject({
      route: 'unknown',
      status: 404,
    });
    expect(output.text()).not.toContain('canary');
  });

  it('names the business of an external id, and never the one that the id has left', async () => {
    const { apiKey: key, hash, lastFour } = newOperatorKey();
    await tenure.dataSource.query(
      `INSERT INTO operator_keys (id, name, hash, last_four, scopes, created_at)
       VALUES (gen_random_uuid(), 'Backend', $1, $2, '{usage:write}', now())`,
      [hash, lastFour],
    );
    const [one, other] = [await tenure.signUp(), await tenure.signUp()];
    const token = await tenure.operator();
    const nameIt = async ({ businessId }: { businessId: string }, externalId: string | null) => {
      const change = { token, body: { externalId } };
      expect((await tenure.patch(`/v1/admin/businesses/${businessId}`, change)).status).toBe(200);
    };
    const spend = async () => {
      const headers = { 'x-business': 'external:moving' };
      const answer = await tenure.post('/v1/usage', { key, body: { feature: 'recordings' }, headers });
      const { status, businessId } = await lineOf(answer.headers.get('x-request-id'));
      return [status, businessId];
    };
    await nameIt(one, 'moving');
    expect(await spend()).toEqual([200, one.businessId]);
    expect(await spend()).toEqual([200, one.businessId]);
    await nameIt(one, null);
    expect(await spend()).toEqual([404, undefined]);
    await nameIt(other, 'moving');
    expect(await spend()).toEqual([200, other.businessId]);
    await nameIt(other, null);
    await nameIt(one, 'moving');
    await tenure.post('/v1/business/close', { token: one.token });
    expect(await spend()).toEqual([403, undefined]);
  });

  it('names in a 500, and in the lines of its fault, the request that met it', async () => {
    const { token } = await tenure.signUp();
    await query(tenure.dataSource, statement('break_audit', 'ALTER TABLE audit_log RENAME TO broken'));
    tenure.breaks = true;
    const { status, body, headers } = await tenure.get('/v1/business/audit', { token, headers: PARENT });
    tenure.breaks = false;
    await query(tenure.dataSource, statement('mend_audit', 'ALTER TABLE broken RENAME TO audit_log'));
    expect([status, body.requestId]).toEqual([500, headers.get('x-request-id')]);
    const fault = await lineOf(body.requestId, ({ context }) => context === 'ProblemFilter');
    expect(fault).toMatchObject({
      level: 'error',
      msg: expect.stringContaining('audit_log'),
      traceId: TRACE,
    });
    expect(await lineOf(body.requestId)).toMatchObject({
      level: 'error',
      status: 500,
      code: 'internal_error',
    });
  });

  it('names it also where a bot asked, whose requests Node does not follow', async () => {
    const { key } = await tenure.signUp();
    await query(
      tenure.dataSource,
      statement('break_allocations', 'ALTER TABLE allocations RENAME TO broken'),
    );
    tenure.breaks = true;
    const { body } = await tenure.put('/v1/allocations/applications/one', { key, headers: PARENT });
    tenure.breaks = false;
    await query(tenure.dataSource, statement('mend_allocations', 'ALTER TABLE broken RENAME TO allocations'));
    const fault = await lineOf(body.requestId, ({ context }) => context === 'ProblemFilter');
    expect(fault).toMatchObject({ level: 'error', traceId: TRACE });
  });

  it('names, where a mail fails, the request that queued it, and no address', async () => {
    const { email } = await tenure.signUp();
    const asked = await tenure.post('/v1/auth/password-reset', { body: { email }, headers: PARENT });
    expect(asked.status).toBeLessThan(300);
    const failed = await lineOf(asked.headers.get('x-request-id'), ({ msg }) =>
      /^Job \d+ \(mail\) failed/.test(msg),
    );
    expect(failed).toMatchObject({ level: 'error', context: 'JobsService', traceId: TRACE });
    expect(failed.msg).toContain('no such person');
    expect(output.text()).not.toContain('@example.com');
  });

  it('ignores a malformed traceparent', async () => {
    for (const traceparent of [
      '',
      `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
      '00-xyz-1-01',
      `00-${TRACE}`,
    ]) {
      const { headers } = await tenure.get('/v1/plans', { headers: { traceparent } });
      expect(await lineOf(headers.get('x-request-id'))).not.toHaveProperty('traceId');
    }
  });
});

describe('The log by default', () => {
  it('tells of what fails, ten lines a second at most, and is text without colours', async () => {
    const output = listenToOutput();
    const tenure = await startTenure({ LOG_LEVEL: 'log' });
    const { token } = await tenure.signUp();
    await tenure.get('/v1/plans');
    expect(output.text()).not.toContain('[Request]');
    await query(tenure.dataSource, statement('break_audit', 'ALTER TABLE audit_log RENAME TO broken'));
    tenure.breaks = true;
    const fails = () => tenure.get('/v1/business/audit', { token });
    const begun = performance.now();
    await Promise.all(Array.from({ length: 200 }, fails));
    const seconds = Math.ceil((performance.now() - begun) / 1_000) + 1;
    const lines = () =>
      output
        .text()
        .split('\n')
        .filter((line) => line.includes('[Request] GET /v1/business/audit 500'));
    await until(() => lines().length >= 10, 'ten are there');
    expect(lines().length).toBeLessThanOrEqual(10 * seconds);
    await sleep(1_000);
    await fails();
    await until(() => lines().some((line) => /notLogged: \d+/.test(line)), 'it counts the others');
    output.end();
    await tenure.close();
    // eslint-disable-next-line no-control-regex
    expect(output.text()).not.toMatch(/\u001b/);
  });
});

describe('A trace', () => {
  it('is followed through what its work starts, and no longer once the last work that has one is over', async () => {
    const seen: unknown[] = [];
    const a = { requestId: 'a' };
    const b = { requestId: 'b' };
    await new Promise<void>((resolve) =>
      beginTrace(a, () => {
        void traced(b, async () => {
          await sleep(1);
          seen.push(currentTrace());
        }).then(() => {
          // The end of the job is not the end of the request.
          seen.push(currentTrace());
          endTrace();
          seen.push(currentTrace());
          resolve();
        });
      }),
    );
    expect(seen).toEqual([b, a, undefined]);
    await expect(traced(b, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(currentTrace()).toBeUndefined();
  });
});
