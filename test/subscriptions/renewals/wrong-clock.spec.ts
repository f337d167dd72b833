import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SchedulerRegistry } from '@nestjs/schedule';
import { ClockGuardService } from '../../../src/common/clock-guard.service.js';
import { observeStatements } from '../../../src/database/sql.js';
import { EventDispatcherService } from '../../../src/events/event-dispatcher.service.js';
import { CollectorService } from '../../../src/payments/collector.service.js';
import { StatsScheduler } from '../../../src/reports/stats/stats.scheduler.js';
import { RetentionScheduler } from '../../../src/retention/retention.scheduler.js';
import { Receiver } from '../../support/receiver.js';
import { type ServerProcess, type Servers, startServers } from '../../support/server-process.js';
import { LOOK_FOR_JOBS } from '../../support/queues.js';
import { type Customer, startTenure, type Tenure } from '../../support/tenure.js';
import { until } from '../../support/until.js';

const CLOCK_AHEAD = pathToFileURL(resolve('scripts/demo/clock-ahead.mjs')).href;
/** In how many seconds the delivery to a webhook is due, if that is later than now. */
const DUE_LATER = `
  SELECT extract(epoch FROM run_at - now())::float8 AS seconds FROM graphile_worker._private_jobs
  WHERE flags ? $1 AND run_at > now()`;
const WRONG = { status: 503, body: { code: 'clock_wrong' } };

describe('A server whose clock is 20 days ahead of the database', () => {
  let cluster: Servers;
  let right: ServerProcess;
  let ahead: ServerProcess;
  let customer: Customer;
  beforeAll(async () => {
    cluster = await startServers(1);
    right = cluster.servers[0] as ServerProcess;
    ahead = await cluster.another({
      NODE_OPTIONS: `--import ${CLOCK_AHEAD}`,
      DAYS_AHEAD: '20',
      RENEWALS: 'on',
      LOG_LEVEL: 'error',
    });
    // Its cycle is 15 days, so by the wrong clock it is over.
    customer = await right.signUp();
  });
  afterAll(() => cluster.close());

  const spend = (server: ServerProcess, { key }: Customer) =>
    server.post('/v1/usage', { key, body: { feature: 'recordings' } });

  it('renews nothing, and says so', async () => {
    const token = await ahead.operator();
    expect(await ahead.post('/v1/admin/renewals', { token })).toMatchObject(WRONG);
    const refused = await spend(ahead, customer);
    expect(refused).toMatchObject(WRONG);
    expect(refused.headers.get('retry-after')).toBe('1');
    const items = [{ feature: 'recordings' }, { feature: 'nonesuch' }];
    expect(await ahead.post('/v1/usage/batch', { key: customer.key, body: { items } })).toMatchObject({
      body: { data: [{ status: 503, code: 'clock_wrong' }, { status: 404 }] },
    });
    expect(await right.get('/v1/subscription', { token: customer.token })).toMatchObject({
      body: { cycle: { index: 0 } },
    });
  });

  it('is not ready, and tells by how much in its figures and its log', async () => {
    expect(await ahead.get('/health/ready')).toMatchObject(WRONG);
    const { body } = await ahead.get('/metrics');
    const [, skew] = /^tenure_clock_skew_seconds ([\d.]+)$/m.exec(body) ?? [];
    expect(Math.abs(Number(skew) - 20 * 86_400)).toBeLessThan(5);
    const [, logged] = /clock is ([\d.]+) s ahead of the database's/.exec(ahead.output) ?? [];
    expect(Math.abs(Number(logged) - 20 * 86_400)).toBeLessThan(5);
  });

  it('answers reads with the last known state', async () => {
    const { key } = customer;
    expect(await ahead.get('/v1/entitlements/recordings', { key })).toMatchObject({
      status: 200,
      body: { allowed: true },
    });
  });

  it('turns the cycles of test clocks all the same: they have a time of their own', async () => {
    const token = await ahead.operator();
    const onClock = await ahead.onTestClock(token, '2026-01-01T00:00:00.000Z', 'free');
    const body = { to: '2026-03-01T00:00:00.000Z' };
    const advanced = await ahead.post(`/v1/admin/test-clocks/${onClock.clockId}/advance`, { token, body });
    expect(advanced).toMatchObject({ status: 200, body: { renewed: 3 } });
    expect(await spend(ahead, onClock)).toMatchObject({ status: 200 });
  });

  it('harms nobody at a server whose clock is right', async () => {
    expect(await spend(right, customer)).toMatchObject({ status: 200, body: { cycle: { index: 0 } } });
    expect(await right.get('/health/ready')).toMatchObject({ status: 200 });
  });
});

describe('A server whose clock is set wrong while it runs', () => {
  let tenure: Tenure;
  let isWrong: jest.SpyInstance;
  beforeAll(async () => {
    tenure = await startTenure({ RENEWALS: 'on', PAYMENTS: 'manual', WEBHOOK_NETWORKS: '127.0.0.0/8' });
    isWrong = jest.spyOn(tenure.app.get(ClockGuardService), 'isWrong', 'get');
  });
  afterEach(() => isWrong.mockReturnValue(false));
  afterAll(() => tenure.close());

  it('does no scheduled work, except the edits that an operator waits for', async () => {
    const jobs = [...tenure.app.get(SchedulerRegistry).getCronJobs().values()];
    const sent = new Set<string>();
    const excused = ['plan_moves_unfinished', 'clock_guard_database_time', 'job_free_abandoned'];
    /** The names of the statements that all scheduled work sends. */
    const fired = async () => {
      for (const job of jobs) await job.stop();
      sent.clear();
      observeStatements((name, work) => {
        sent.add(name);
        return work();
      });
      for (const job of jobs) await job.fireOnTick();
      // A server under test has no cron jobs for these three.
      await tenure.app.get(RetentionScheduler).tick();
      await tenure.app.get(StatsScheduler).tick();
      await tenure.app.get(StatsScheduler).countMonths();
      observeStatements(null);
      return [...sent].filter((name) => !excused.includes(name));
    };
    const usual = ['event_any_waits', 'retention_try_lock', 'renewal_note_run', 'reports_days_try_lock'];
    expect(await fired()).toEqual(expect.arrayContaining(usual));
    isWrong.mockReturnValue(true);
    expect(await fired()).toEqual([]);
  });

  it('leaves its webhooks to others, and sends them when the clock is right again', async () => {
    const receiver = await Receiver.start();
    const { token } = await tenure.signUp();
    const dispatcher = tenure.app.get(EventDispatcherService);
    await dispatcher.dispatch();
    const made = await tenure.post('/v1/webhooks', {
      token,
      body: { url: receiver.url, types: ['bot.created'] },
    });
    const putOff = async () => (await tenure.dataSource.query(DUE_LATER, [made.body.id]))[0];
    await tenure.post('/v1/bots', { token, body: { name: 'Bot' } });
    isWrong.mockReturnValue(true);
    expect(await dispatcher.dispatch()).toBe(0);
    isWrong.mockReturnValue(false);
    // The clock is wrong before the delivery is queued: afterwards it could already be under way.
    observeStatements((name, work) => {
      if (name === 'event_number') isWrong.mockReturnValue(true);
      return work();
    });
    await dispatcher.dispatch();
    observeStatements(null);
    await tenure.dataSource.query(LOOK_FOR_JOBS);
    expect((await until(putOff, 'the delivery is put off')).seconds).toBeLessThanOrEqual(2);
    expect(receiver.received).toHaveLength(0);
    isWrong.mockReturnValue(false);
    // Its time comes now.
    await tenure.dataSource.query('UPDATE graphile_worker._private_jobs SET run_at = now()');
    await tenure.dataSource.query(LOOK_FOR_JOBS);
    await receiver.until((received) => received.length === 1);
    await receiver.stop();
  });

  it('stops to collect, also in the middle of a run', async () => {
    const sent: string[] = [];
    isWrong.mockReturnValue(true);
    observeStatements((name, work) => {
      sent.push(name);
      return work();
    });
    expect(await tenure.app.get(CollectorService).run(new AbortController().signal)).toBe(0);
    observeStatements(null);
    expect(sent).not.toContain('payment_budget_take');
  });
});
