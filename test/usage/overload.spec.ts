import { connect } from 'node:net';
import { startTenure, type Tenure } from '../support/tenure.js';
import { until } from '../support/until.js';

const SOCKETS = 60;
const EACH = 100;

/** Sends `EACH` spends down one connection without waiting, and answers the heads and bodies of what comes back. */
function flood(url: string, key: string): Promise<string[]> {
  const { hostname, port } = new URL(url);
  const body = JSON.stringify({ feature: 'recordings' });
  const request =
    `POST /v1/usage HTTP/1.1\r\nhost: ${hostname}\r\nx-api-key: ${key}\r\n` +
    `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(request.repeat(EACH)));
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      text += chunk.toString();
      const answers = text.split('HTTP/1.1 ').slice(1);
      if (answers.length < EACH || !answers[EACH - 1]?.endsWith('}')) return;
      socket.destroy();
      resolve(answers);
    });
  });
}

describe('More callers than may wait', () => {
  let tenure: Tenure;
  beforeAll(async () => (tenure = await startTenure({ USAGE_BATCHING: 'on' })));
  afterAll(() => tenure.close());

  it('are answered 503 overloaded with Retry-After at once, and every unit acknowledged is counted', async () => {
    // A server stops when nobody hears of a rejection.
    const unheard: unknown[] = [];
    const hear = (error: unknown) => void unheard.push(error);
    process.on('unhandledRejection', hear);
    const { key, businessId } = await tenure.signUp({ planCode: 'pro' });
    await tenure.post('/v1/usage', { key, body: { feature: 'recordings' } });
    const runner = tenure.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT 1 FROM usage_counters WHERE business_id = $1 FOR UPDATE', [businessId]);
    const floods = Promise.all(Array.from({ length: SOCKETS }, () => flood(tenure.url, key)));
    // Nobody gets through while the counter is held, so whoever is answered now was refused.
    await until(async () => (await problems(tenure)) > 0, 'something is refused', 15);
    await runner.commitTransaction();
    await runner.release();
    const answers = (await floods).flat();
    process.off('unhandledRejection', hear);
    expect(unheard).toEqual([]);
    const [granted, limited, refused] = ['200 ', '402 ', '503 '].map((status) =>
      answers.filter((answer) => answer.startsWith(status)),
    ) as [string[], string[], string[]];
    expect(granted.length + limited.length + refused.length).toBe(SOCKETS * EACH);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expect(answer).toMatch(/^retry-after: 1\r$/im);
      expect(answer).toContain('"code":"overloaded"');
    }
    const { body } = await tenure.get('/v1/entitlements/recordings', { key });
    expect(body.used).toBe(1 + granted.length);
    expect(granted.length).toBe(Math.min(SOCKETS * EACH - refused.length, body.limit - 1));
  });
});

async function problems(tenure: Tenure): Promise<number> {
  const { body } = await tenure.get('/metrics');
  const counted = /^tenure_http_responses_total\{[^}]*code="overloaded"[^}]*\} (\d+)$/m.exec(body);
  return Number(counted?.[1] ?? 0);
}
