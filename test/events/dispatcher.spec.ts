import { randomUUID } from 'node:crypto';
import { SchedulerRegistry } from '@nestjs/schedule';
import pg from 'pg';
import { ClockGuardService } from '../../src/common/clock-guard.service.js';
import { SystemClock } from '../../src/common/clock.js';
import { EventsService, type EventSubscribers } from '../../src/events/index.js';
import { CREATE_SEQUENCES, NUMBER, TRY_DISPATCH } from '../../src/events/dispatch.sql.js';
import { EventDispatcherService } from '../../src/events/event-dispatcher.service.js';
import { RetentionService } from '../../src/retention/index.js';
import { startSecond } from '../support/second-server.js';
import { moved, runOn } from '../support/statements.js';
import { startTenure, type Tenure } from '../support/tenure.js';
import { until } from '../support/until.js';
import { eventsOf, type SeenEvent, typesOf } from './support.js';

const DAY_MS = 86_400_000;

describe('The dispatcher', () => {
  let tenure: Tenure;
  beforeAll(async () => {
    tenure = await startTenure();
    // The tests say when.
    tenure.app.get(SchedulerRegistry).deleteCronJob('events');
  });
  afterAll(() => tenure.close());

  /** A business without events. It is not signed up, because that records some. */
  const newBusiness = async (): Promise<string> => {
    const id = randomUUID();
    await tenure.dataSource.query(
      `INSERT INTO businesses (id, name, metadata, created_at) VALUES ($1, 'Analytical Engines', '{}', now())`,
      [id],
    );
    return id;
  };
  const record = (businessId: string, names: string[], fail = false) =>
    tenure.dataSource.transaction(async (manager) => {
      const at = new Date();
      const events = names.map((name) => ({
        businessId,
        type: 'business.edited' as const,
        data: { name },
        at,
      }));
      await tenure.app.get(EventsService).record(manager, events);
      if (fail) throw new Error('rolled back');
    });
  const sequences = (events: SeenEvent[]) => events.map(({ sequence }) => sequence);
  const upTo = (n: number) => Array.from({ length: n }, (_, place) => place + 1);

  it('numbers the events of each business from 1 without gaps, in the order in which they were recorded', async () => {
    const [a, b] = [await newBusiness(), await newBusiness()];
    await record(a, ['one', 'two']);
    await record(b, ['one']);
    await record(a, ['never'], true).catch(() => undefined);
    await record(a, ['three']);
    expect((await eventsOf(tenure, a)).map(({ sequence, data }) => `${sequence} ${data.name}`)).toEqual([
      '1 one',
      '2 two',
      '3 three',
    ]);
    await record(a, ['four']);
    expect(sequences(await eventsOf(tenure, a))).toEqual([1, 2, 3, 4]);
    expect(sequences(await eventsOf(tenure, b))).toEqual([1]);
  });

  it('leaves no gap and doubles nothing while many record and two servers number', async () => {
    const second = await startSecond(tenure.databaseUrl, new SystemClock());
    const businesses = await Promise.all(Array.from({ length: 7 }, newBusiness));
    let recording = true;
    const dispatching = [tenure.app, second.app].map(async (app) => {
      while (recording) await app.get(EventDispatcherService).dispatch();
    });
    await Promise.all(
      Array.from({ length: 210 }, (_, n) =>
        record(businesses[n % 7]!, [`${n}`, `${n}'`], n % 5 === 4).catch(() => undefined),
      ),
    );
    recording = false;
    await Promise.all(dispatching);
    for (const business of businesses) expect(sequences(await eventsOf(tenure, business))).toEqual(upTo(48));
    const positions = (await eventsOf(tenure)).map(({ position }) => position);
    expect(positions).toEqual(upTo(positions.length));
    await second.close();
  }, 120_000);

  it('that dies between any two steps leaves the next one all of the work', async () => {
    const business = await newBusiness();
    const steps = [
      (client: pg.Client) => runOn(client, TRY_DISPATCH, {}),
      (client: pg.Client) => runOn(client, CREATE_SEQUENCES, { limit: 500 }),
      (client: pg.Client) => runOn(client, NUMBER, { limit: 500, now: new Date() }),
    ];
    for (let done = 1; done <= steps.length; done += 1) {
      await record(business, [`${done}`]);
      const client = new pg.Client({ connectionString: tenure.databaseUrl });
      client.on('error', () => undefined);
      await client.connect();
      await client.query('BEGIN');
      for (const step of steps.slice(0, done)) await step(client);
      const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
      await tenure.dataSource.query('SELECT pg_terminate_backend($1::integer, 5000::bigint)', [rows[0].pid]);
      expect(sequences(await eventsOf(tenure, business))).toEqual(upTo(done));
    }
  });

  it('whose subscribers fail numbers nothing, and hands over the same events afterwards', async () => {
    await eventsOf(tenure);
    const seen: string[][] = [];
    const subscribers: EventSubscribers = {
      fanOut: (_, events) => {
        seen.push(events.map(({ businessId, position }) => `${position} ${businessId}`));
        return seen.length === 1 ? Promise.reject(new Error('not now')) : Promise.resolve();
      },
      eraseResponses: () => Promise.resolve(),
    };
    const dispatcher = new EventDispatcherService(
      tenure.dataSource,
      tenure.app.get(ClockGuardService),
      new SystemClock(),
      subscribers,
    );
    const business = await newBusiness();
    await record(business, ['one', 'two']);
    await expect(dispatcher.dispatch()).rejects.toThrow('not now');
    expect(await dispatcher.dispatch()).toBe(2);
    expect(seen[1]).toEqual(seen[0]);
    expect(sequences(await eventsOf(tenure, business))).toEqual([1, 2]);
  });

  it('hands over in a run of its own what was recorded while one was under way', async () => {
    await eventsOf(tenure);
    const handed: number[] = [];
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const subscribers: EventSubscribers = {
      fanOut: (_, events) => {
        handed.push(events.length);
        return gate;
      },
      eraseResponses: () => Promise.resolve(),
    };
    const dispatcher = new EventDispatcherService(
      tenure.dataSource,
      tenure.app.get(ClockGuardService),
      new SystemClock(),
      subscribers,
    );
    await record(await newBusiness(), ['one']);
    const first = dispatcher.dispatch();
    await until(() => handed.length === 1, 'the first run hands over');
    await record(await newBusiness(), ['two', 'three']);
    const [second, third] = [dispatcher.dispatch(), dispatcher.dispatch()];
    open();
    expect(await Promise.all([first, second, third])).toEqual([1, 2, 2]);
    expect(handed).toEqual([1, 2]);
  });

  it('passes over a business that is being erased, and numbers the others', async () => {
    const { businessId } = await tenure.signUp();
    await eventsOf(tenure);
    const other = await newBusiness();
    await tenure.dataSource.transaction(async (manager) => {
      await manager.query('UPDATE event_sequences SET erased_at = now() WHERE business_id = $1', [
        businessId,
      ]);
      await record(businessId, ['waits']);
      await record(other, ['goes on']);
      expect(await tenure.app.get(EventDispatcherService).dispatch()).toBe(1);
    });
    expect(sequences(await eventsOf(tenure, other))).toEqual([1]);
    expect(sequences(await eventsOf(tenure, businessId))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('forgets events after EVENTS_DAYS, the oldest first, and goes on counting', async () => {
    const business = await newBusiness();
    await record(business, ['one', 'two']);
    await eventsOf(tenure, business);
    await tenure.dataSource.query(
      `UPDATE events SET created_at = ${moved('created_at', '-31 days')} WHERE business_id = $1 AND sequence = 1`,
      [business],
    );
    await tenure.app.get(RetentionService).purge(new Date());
    expect(sequences(await eventsOf(tenure, business))).toEqual([2]);
    await tenure.app.get(RetentionService).purge(new Date(Date.now() + 31 * DAY_MS));
    expect(await eventsOf(tenure)).toEqual([]);
    await record(business, ['three']);
    expect(
      (await eventsOf(tenure, business)).map(({ sequence, data }) => `${sequence} ${data.name}`),
    ).toEqual(['3 three']);
  });
});

describe('With EVENTS=listened', () => {
  it('only what somebody listens to is recorded: of one business, or of all', async () => {
    const tenure = await startTenure({ EVENTS: 'listened' });
    const events = tenure.app.get(EventsService);
    const listen = (
      business: string | null,
      id: string,
      types: ('*' | 'member.added' | 'subscription.renewed')[],
    ) => tenure.dataSource.transaction((manager) => events.listen(manager, business, id, types));
    const operators = randomUUID();
    await tenure.signUp();
    expect(await eventsOf(tenure)).toEqual([]);
    await listen(null, operators, ['member.added']);
    const { businessId, key, token } = await tenure.signUp();
    expect(typesOf(await eventsOf(tenure))).toEqual(['member.added']);
    await listen(null, operators, []);
    await listen(businessId, randomUUID(), ['*']);
    await tenure.post('/v1/usage', { key, body: { feature: 'recordings', amount: 85 } });
    await tenure.patch('/v1/business', { token, body: { name: 'Listening' } });
    await tenure.signUp();
    expect(typesOf(await eventsOf(tenure))).toEqual([
      'member.added',
      'usage.threshold_reached',
      'business.edited',
    ]);
    await tenure.close();
  });

  it('and EVENTS=off, nothing is', async () => {
    const tenure = await startTenure({ EVENTS: 'off' });
    const { key } = await tenure.signUp();
    await tenure.post('/v1/usage', { key, body: { feature: 'recordings', amount: 85 } });
    expect(await eventsOf(tenure)).toEqual([]);
    await tenure.close();
  });
});
