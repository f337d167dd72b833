import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SchedulerRegistry } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { createApp } from '../../src/app.js';
import { type Clock, SystemClock } from '../../src/common/clock.js';
import { type Config, loadConfig } from '../../src/config/config.js';
import { freshDatabase } from './database.js';
import { exchange } from './exchange.js';
import { Mailbox } from './mailbox.js';
import { cheapPasswords } from './passwords.js';
import { Recorder } from './recorder.js';

export const PASSWORD = 'correct horse battery';
export const OPERATOR = { email: 'operator@example.com', password: 'operator password' };

/**
 * The settings of servers under test. The renewal loop runs only if a test sets it. `USAGE_BATCHING=off npm test` runs every test
 * without the batcher.
 */
export const settings = (databaseUrl: string): Record<string, string> => ({
  NODE_ENV: 'test',
  DATABASE_URL: databaseUrl,
  JWT_SECRET: 'a secret for tests that is long enough',
  OPERATOR_EMAIL: OPERATOR.email,
  OPERATOR_PASSWORD: OPERATOR.password,
  CATALOGUE: 'example',
  RENEWALS: 'off',
  USAGE_BATCHING: process.env.USAGE_BATCHING ?? 'on',
  DISTRIBUTED: process.env.DISTRIBUTED ?? 'off',
  LOG_LEVEL: 'fatal',
});

/** An answer as a client sees it. `body` is undefined if the answer is empty. */
export interface Answer<T = any> {
  status: number;
  body: T;
  headers: Headers;
}

export interface Call {
  token?: string;
  key?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

const recorder = Recorder.ofThisRun();
cheapPasswords();

/** An HTTP client of a server in this or another process. Every answer has to be documented: see Recorder. */
export class Client {
  /** Whether the test makes the service break. Then a 500 is allowed, although no document lists it. */
  breaks = false;

  constructor(readonly url: string) {}

  async send(method: string, path: string, { token, key, body, headers = {} }: Call = {}): Promise<Answer> {
    const sent: Record<string, string> = { ...headers };
    if (token !== undefined) sent.authorization = `Bearer ${token}`;
    if (key !== undefined) sent['x-api-key'] = key;
    if (body !== undefined) sent['content-type'] ??= 'application/json';
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const response = await exchange(method, this.url + path, sent, text);
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    const received: Answer = {
      status: response.status,
      body: isJson ? JSON.parse(response.text) : response.text || undefined,
      headers: response.headers,
    };
    if (!(received.status === 500 && this.breaks)) recorder?.check(method, path, received);
    return received;
  }

  get = (path: string, call?: Call): Promise<Answer> => this.send('GET', path, call);
  post = (path: string, call?: Call): Promise<Answer> => this.send('POST', path, call);
  put = (path: string, call?: Call): Promise<Answer> => this.send('PUT', path, call);
  patch = (path: string, call?: Call): Promise<Answer> => this.send('PATCH', path, call);
  delete = (path: string, call?: Call): Promise<Answer> => this.send('DELETE', path, call);

  /** Signs up a new customer: a business, its owner with a token, a bot with a key. A test passes only the values that matter. */
  async signUp({
    planCode,
    name = 'Analytical Engines',
  }: { planCode?: string; name?: string } = {}): Promise<Customer> {
    const email = `${randomUUID()}@example.com`;
    const person = { email, firstName: 'Ada', lastName: 'Lovelace', password: PASSWORD };
    const answer = await this.post('/v1/auth/signup', { body: { business: { name }, planCode, ...person } });
    return customer(this, email, answer);
  }

  /** Logs in as the operator that every test server has, and answers the token. */
  async operator(): Promise<string> {
    return (await this.post('/v1/auth/login', { body: OPERATOR })).body.tokens.accessToken as string;
  }

  /** Makes a test clock, and a customer who lives at its time. */
  async onTestClock(operator: string, now: string, planCode?: string): Promise<CustomerOnClock> {
    const clock = await this.post('/v1/admin/test-clocks', { token: operator, body: { now } });
    const email = `${randomUUID()}@example.com`;
    const owner = { email, firstName: 'Ada', lastName: 'Lovelace', password: PASSWORD };
    const body = { name: 'Difference Engines', planCode, testClockId: clock.body.id, owner };
    const created = await this.post('/v1/admin/businesses', { token: operator, body });
    const clockId = clock.body.id as string;
    const advance = (to: string) =>
      this.post(`/v1/admin/test-clocks/${clockId}/advance`, { token: operator, body: { to } });
    const made = customer(this, email, created);
    const putOnPlan = (change: object) =>
      this.put(`/v1/admin/businesses/${made.businessId}/subscription`, { token: operator, body: change });
    return { ...made, clockId, advance, putOnPlan };
  }
}

export interface Customer {
  email: string;
  businessId: string;
  memberId: string;
  token: string;
  refreshToken: string;
  botId: string;
  key: string;
  subscription: any;
  /** Spends as the bot. The default is one recording. */
  spend(amount?: number, more?: { feature?: string; idempotencyKey?: string }): Promise<Answer>;
  /** Changes the plan as the owner. */
  changePlan(planCode: string, when?: 'now' | 'cycleEnd'): Promise<Answer>;
}

export interface CustomerOnClock extends Customer {
  clockId: string;
  /** Moves the clock forward as the operator, and renews what is due on the way. */
  advance(to: string): Promise<Answer>;
  /** Moves the business to a plan as the operator, or changes the terms of its subscription. */
  putOnPlan(body: object): Promise<Answer>;
}

function customer(client: Client, email: string, { status, body }: Answer): Customer {
  if (status !== 201) throw new Error(`The sign-up was answered ${status}: ${JSON.stringify(body)}`);
  const [token, key] = [body.tokens.accessToken as string, body.bot.apiKey as string];
  return {
    email,
    businessId: body.business.id,
    memberId: body.member.id,
    token,
    refreshToken: body.tokens.refreshToken,
    botId: body.bot.id,
    key,
    subscription: body.subscription,
    spend: (amount = 1, { feature = 'recordings', idempotencyKey } = {}) =>
      client.post('/v1/usage', {
        key,
        body: { feature, amount },
        headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
      }),
    changePlan: (planCode, when) => client.put('/v1/subscription/plan', { token, body: { planCode, when } }),
  };
}

/** A clock with real time, until a test sets it. */
export class FakeClock extends SystemClock {
  private fixed: Date | null = null;

  override now(): Date {
    return this.fixed ?? super.now();
  }

  set(now: Date | string | null): void {
    this.fixed = now === null ? null : new Date(now);
  }
}

export interface Tenure extends Client {
  app: NestFastifyApplication;
  /** The database of the server, for data that no route shows. */
  dataSource: DataSource;
  databaseUrl: string;
  /** The mails of the server. There is no mail server, so they are files. */
  mails: Mailbox;
  close(): Promise<void>;
}

/** Starts the service in this process. Its hourly jobs are removed, because they would be wrong at clocks that are years ahead. */
export async function startApp(config: Config, databaseUrl: string, clock: Clock) {
  const app = await createApp({ ...config, databaseUrl }, clock);
  for (const job of ['retention', 'daily stats', 'usage months', 'mail files'])
    app.get(SchedulerRegistry).deleteCronJob(job);
  await app.listen(0, '127.0.0.1');
  return app;
}

/**
 * Starts the service in this process, on a new database with the example catalogue. It serves no documents unless `env` sets
 * `DOCS: 'on'`.
 */
export async function startTenure(
  env: Record<string, string> = {},
  clock: Clock = new SystemClock(),
): Promise<Tenure> {
  const database = await freshDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'tenure-data-'));
  const config = loadConfig({
    ...settings(database.url),
    DOCS: 'off',
    PAGES: 'off',
    // The database is a copy of a migrated one.
    MIGRATE: 'off',
    DATA_DIR: dataDir,
    ...env,
  });
  const app = await startApp(config, database.url, clock);
  const client = new Client(await app.getUrl());
  const close = async () => {
    await app.close();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return Object.assign(client, {
    app,
    dataSource: app.get(DataSource),
    databaseUrl: database.url,
    mails: new Mailbox(config.dataDir),
    close,
  });
}
