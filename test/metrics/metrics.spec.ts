/** @jest-environment-options {"ownService": true} */
import { EventDispatcherService } from '../../src/events/event-dispatcher.service.js';
import { DailyStatsService } from '../../src/reports/stats/daily-stats.service.js';
import { StatsScheduler } from '../../src/reports/stats/stats.scheduler.js';
import { UsageMonthsService } from '../../src/reports/usage/usage-months.service.js';
import { EventsScheduler } from '../../src/events/events.scheduler.js';
import { RowLock } from '../support/row-lock.js';
import { startTenure, type Tenure } from '../support/tenure.js';
import { until } from '../support/until.js';

describe('The figures', () => {
  let tenure: Tenure;
  beforeAll(async () => (tenure = await startTenure({ RATE_LIMITS: 'on' })));
  afterAll(() => tenure.close());

  const scrape = async (): Promise<string> => {
    const { status, body } = await tenure.get('/metrics');
    expect(status).toBe(200);
    return body as string;
  };
  /** The value of a series, by its whole name; undefined when there is none. */
  const figure = async (series: string): Promise<number | undefined> => {
    const line = (await scrape()).split('\n').find((each) => each.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length + 1));
  };

  it('count what is refused: by code, by the feature whose limit is reached, and by the rule of a rate limit', async () => {
    const limit = 'tenure_limit_reached_total{feature="recordings"}';
    const rate = 'tenure_rate_limited_total{rule="guess:pair"}';
    const before = [(await figure(limit)) ?? 0, (await figure(rate)) ?? 0];
    const { email, spend } = await tenure.signUp();
    await spend(100);
    await spend();
    const wrong = { body: { email, password: 'a wrong password' } };
    for (let times = 0; times < 11; times += 1) await tenure.post('/v1/auth/login', wrong);
    expect([await figure(limit), await figure(rate)]).toEqual(before.map((count) => count + 1));
    expect(
      await figure('tenure_http_responses_total{route="/v1/usage",code="limit_reached"}'),
    ).toBeGreaterThan(0);
    expect(await figure('tenure_http_responses_total{route="/v1/auth/login",code="rate_limited"}')).toBe(1);
    expect(await figure('tenure_batch_size_count{batch="spends"}')).toBeGreaterThan(0);
    expect(await figure('tenure_batch_waiting{batch="spends"}')).toBe(0);
  });

  it('tell what waits: renewals, jobs by task, connections and requests', async () => {
    expect(await figure('tenure_renewals_due')).toBe(0);
    expect(await figure('tenure_renewals_set_aside')).toBe(0);
    const { email } = await tenure.signUp();
    await tenure.post('/v1/auth/password-reset', { body: { email } });
    const done = 'tenure_job_attempts_total{task="mail",outcome="done"}';
    await until(async () => (await figure(done))! > 0, 'a mail is counted');
    expect(await figure('tenure_http_requests_in_flight')).toBe(1);
    expect(await figure('tenure_db_connections{pool="statements",state="idle"}')).toBeGreaterThan(0);
    expect(await figure('tenure_db_waiting{pool="transactions"}')).toBe(0);
    expect(await scrape()).toMatch(/^tenure_build_info\{version="\d+\.\d+\.\d+",node="v\d+[^"]*"\} 1$/m);
    expect(await figure('tenure_ready')).toBe(1);
  });

  it('count scheduled work that fails, by task, and the next call comes', async () => {
    const failures = 'tenure_scheduled_failures_total{task="events"}';
    expect(await figure('tenure_scheduled_failures_total{task="retention"}')).toBe(0);
    const before = (await figure(failures))!;
    const dispatch = jest
      .spyOn(tenure.app.get(EventDispatcherService), 'dispatch')
      .mockRejectedValue(new Error('The disk is full.'));
    await tenure.app.get(EventsScheduler).tick();
    await until(async () => (await figure(failures))! >= before + 2, 'the task has failed again');
    dispatch.mockRestore();
  });

  it('tell a failure of the daily figures from one of the usage of months', async () => {
    const counts = () =>
      Promise.all(
        ['daily stats', 'usage months'].map((task) =>
          figure(`tenure_scheduled_failures_total{task="${task}"}`),
        ),
      );
    expect(await counts()).toEqual([0, 0]);
    const days = jest
      .spyOn(tenure.app.get(DailyStatsService), 'run')
      .mockRejectedValue(new Error('No days.'));
    await tenure.app.get(StatsScheduler).tick();
    days.mockRestore();
    expect(await counts()).toEqual([1, 0]);
    const months = jest
      .spyOn(tenure.app.get(UsageMonthsService), 'run')
      .mockRejectedValue(new Error('No months.'));
    await tenure.app.get(StatsScheduler).countMonths();
    months.mockRestore();
    expect(await counts()).toEqual([1, 1]);
  });

  it('count renewals by what became of them, and tell when the loop last ran', async () => {
    const operator = await tenure.operator();
    const renewed = 'tenure_renewals_total{event="renewed"}';
    const before = (await figure(renewed))!;
    const customer = await tenure.onTestClock(operator, '2026-01-15T00:00:00.000Z');
    const { body: advanced } = await customer.advance('2026-03-20T00:00:00.000Z');
    expect(advanced.renewed).toBeGreaterThan(0);
    expect(await figure(renewed)).toBe(before + advanced.renewed);
    expect(await figure('tenure_renewals_last_run_timestamp_seconds')).toBeUndefined();
    await tenure.post('/v1/admin/renewals', { token: operator, body: {} });
    expect(await figure('tenure_renewals_last_run_timestamp_seconds')).toBeGreaterThan(
      Date.now() / 1_000 - 60,
    );
  });

  it('tell how many invoices for cycles are open, and the age of the oldest', async () => {
    expect(await figure('tenure_invoices_open')).toBe(0);
    expect(await figure('tenure_invoices_oldest_seconds')).toBe(0);
    const write = async (hours: number, test: boolean) => {
      const { businessId } = await tenure.signUp();
      await tenure.dataSource.query(
        `INSERT INTO invoices (business_id, id, created_at, currency, cycle_index, starts_at, ends_at, lines, plan_code,
                               plan_version_id, reason, subscription_id, subtotal, total, test)
         SELECT business_id, gen_random_uuid(), now() - $2 * interval '1 hour', 'USD', cycle_index, cycle_starts_at, cycle_ends_at,
                '[]', plan_code, plan_version_id, 'cycle', id, 100, 100, $3 FROM subscriptions WHERE business_id = $1`,
        [businessId, hours, test],
      );
      return businessId;
    };
    await write(1, false);
    await write(2, true);
    expect(await figure('tenure_invoices_open')).toBe(1);
    expect((await figure('tenure_invoices_oldest_seconds'))! / 3_600).toBeCloseTo(1, 1);
    // Paid with another amount: not open any more, but somebody must look at it.
    expect(await figure('tenure_invoices_mismatched')).toBe(0);
    await tenure.dataSource.query(
      `UPDATE invoices SET status = 'paid', paid_at = now(), paid_amount = 90, problem = 'amountMismatch' WHERE business_id = $1`,
      [await write(3, false)],
    );
    expect(await figure('tenure_invoices_mismatched')).toBe(1);
    expect(await figure('tenure_invoices_open')).toBe(1);
  });

  it('come within a second and a half while the database holds them up, and say so, whoever asks', async () => {
    const lock = await RowLock.take(tenure.databaseUrl, 'SELECT 1', []);
    await lock.query('LOCK TABLE subscriptions IN ACCESS EXCLUSIVE MODE', []);
    try {
      let texts: string[] = [];
      let took = Infinity;
      // The best of three: this machine may be busy.
      for (let run = 0; run < 3 && took >= 1_500; run += 1) {
        const begun = performance.now();
        texts = await Promise.all(Array.from({ length: 20 }, scrape));
        took = performance.now() - begun;
      }
      expect(took).toBeLessThan(1_500);
      for (const text of texts) {
        expect(text).toContain('tenure_db_up 1');
        // Of the reading before.
        expect(text).toMatch(/^tenure_renewals_due 0$/m);
        expect(text).toMatch(/^tenure_http_requests_in_flight /m);
      }
      await scrape();
      // One question waits, however many have asked.
      const waiting = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      const [{ n }] = (await tenure.dataSource.query(waiting)) as [{ n: number }];
      expect(n).toBe(1);
    } finally {
      await lock.release();
    }
    await until(async () => (await figure('tenure_renewals_due')) === 0, 'all is known again');
  });

  it('stay small when every route is asked for what it refuses, and name nobody', async () => {
    const { businessId, token, key } = await tenure.signUp();
    const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'SEARCH'];
    for (let times = 0; times < 200; times += 1)
      await fetch(`${tenure.url}/v1/nowhere-${times}?${businessId}`, { method: methods[times % 7]! });
    await tenure.get('/v1/business', { token });
    const text = await scrape();
    expect(text).not.toContain('nowhere');
    for (const secret of [businessId, key, token]) expect(text).not.toContain(secret);
    expect(text.match(/route="unknown",code/g)).toHaveLength(1);
  });
});
