import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import smtpTester from 'smtp-tester';
import { Child, servePostgres, temporaryFolder, urlOf } from '../boot/support/children.js';
import type { WithMails } from '../openapi/stages.js';
import { freePort } from '../support/free-port.js';
import { OPERATOR } from '../support/tenure.js';
import { Canaries, core } from './g13.canaries.js';
import { Observed, Passwords } from './g13.observed.js';
import { until } from '../support/until.js';

const MAIL_PATIENCE_S = 20;

export interface Mail {
  to: string[];
  /** As it is read, without the line breaks of its encoding. */
  body: string;
  /** As it came, and all of it as it is read. */
  whole: string;
}

/** A mail server that asks for a password and is away at first. */
export class MailServer {
  readonly mails: Mail[] = [];
  private server: ReturnType<typeof smtpTester.init> | undefined;

  constructor(
    readonly port: number,
    readonly password: string,
    private readonly canaries: Canaries,
  ) {}

  start(): void {
    this.server = smtpTester.init(this.port);
    const { smtpServer } = this.server;
    Object.assign(smtpServer.options, { disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    smtpServer.onAuth = ({ password }, _session, done) =>
      password === this.password ? done(null, { user: 'tenure' }) : done(new Error('wrong password'));
    this.server.bind((_to, _id, { receivers, data, body = '', html = '' }) => {
      const mail = { to: Object.keys(receivers), body, whole: [data, body, html].join('\n') };
      this.mails.push(mail);
      // Of an invitation's token the first 22 letters name the business.
      for (const [, token] of body.matchAll(
        /\/(?:invitations|reset-password|verify-email|cancel-email-change)\/(\w+)$/gm,
      ))
        this.canaries.add('mailed token', token!.slice(-43), mail);
    });
  }

  /** The token of the newest link of this kind in a mail to the address; waits for `count` such mails. */
  async token(address: string, page: string, count = 1): Promise<string> {
    const newest = () => {
      const found = this.mails
        .filter(({ to }) => to.includes(address))
        .flatMap(({ body }) => new RegExp(`/${page}/(\\w+)$`, 'm').exec(body)?.[1] ?? []);
      return found.length >= count && found.at(-1);
    };
    return until(newest, `${count} ${page} mails to ${address}`, MAIL_PATIENCE_S);
  }

  stop(): Promise<void> {
    return new Promise((resolve) => (this.server ? this.server.stop(() => resolve()) : resolve()));
  }
}

/** A server as in production, which tells all it can, over a PostgreSQL of its own; all of its secrets are canaries. */
export class Scene {
  readonly client: Observed & WithMails;
  private hasOperatorKey = false;

  private constructor(
    private readonly postgres: Child,
    private readonly databaseUrl: string,
    private readonly databaseDir: string,
    private readonly server: Child,
    readonly dataDir: string,
    private readonly jwtSecret: string,
    readonly mail: MailServer,
    client: Observed,
    readonly canaries: Canaries,
    readonly passwords: Passwords,
  ) {
    this.client = Object.assign(client, { mails: mail });
  }

  static async start(): Promise<Scene> {
    const canaries = new Canaries();
    const [databaseDir, dataDir] = [await temporaryFolder(), await temporaryFolder()];
    const postgres = servePostgres(databaseDir);
    const databaseUrl = await urlOf(postgres);
    const mail = new MailServer(await freePort(), `${core()} é"\\`, canaries);
    const [jwtSecret, former] = [core(40), core(40)];
    const passwords = new Passwords(canaries);
    for (const secret of [new URL(databaseUrl).password, mail.password, jwtSecret, former])
      canaries.add('setting', secret);
    const signingKey = newSigningKey(canaries);
    const { PATH, HOME } = process.env;
    const server = new Child(process.execPath, ['dist/bundle/main.mjs'], {
      env: {
        PATH,
        HOME,
        NODE_ENV: 'production',
        LOG_LEVEL: 'verbose',
        REQUEST_LOG: 'all',
        PORT: '0',
        DRAIN_SECONDS: '0',
        DATA_DIR: dataDir,
        DATABASE_URL: databaseUrl,
        JWT_SECRET: `${jwtSecret},${former}`,
        JWT_PRIVATE_KEY: signingKey,
        SMTP_URL: `smtp://tenure:${encodeURIComponent(mail.password)}@127.0.0.1:${mail.port}`,
        CATALOGUE: 'example',
        PAYMENTS: 'manual',
        TRUST_PROXY: 'true',
        // The walk logs in as an operator by a password alone.
        OPERATOR_SECOND_FACTOR: 'optional',
        OPERATOR_EMAIL: OPERATOR.email,
        OPERATOR_PASSWORD: passwords.canaryFor(OPERATOR.password),
      },
    });
    const [, url] = await server.says(/(http:\/\/\S+)\/docs/, 60);
    const client = new Observed(url!, canaries, passwords);
    return new Scene(
      postgres,
      databaseUrl,
      databaseDir,
      server,
      dataDir,
      jwtSecret,
      mail,
      client,
      canaries,
      passwords,
    );
  }

  /** Makes a new key, first by the command and then as the console does. Only what makes it may show it. */
  async operatorKey(): Promise<string> {
    if (!this.hasOperatorKey) {
      this.hasOperatorKey = true;
      return this.keyOfCommand();
    }
    const token = await this.client.operator();
    const { body } = await this.client.post('/v1/admin/operators/keys', { token, body: { name: 'G13' } });
    return body.apiKey as string;
  }

  /** Runs a statement, as whoever owns the database. */
  async sql<Row extends pg.QueryResultRow>(statement: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    await client.connect();
    try {
      return (await client.query<Row>(statement)).rows;
    } finally {
      await client.end();
    }
  }

  /** Every row of every table as text, the job queue's too, and what every connection asked last. */
  async dump(): Promise<Record<string, string>> {
    const tables = await this.sql<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
    );
    const dump: Record<string, string> = {};
    for (const { name } of tables) {
      const rows = await this.sql<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`);
      dump[name] = rows.map(({ row }) => row).join('\n');
    }
    const asked = await this.sql<{ query: string }>('SELECT query FROM pg_stat_activity');
    return { ...dump, pg_stat_activity: asked.map(({ query }) => query).join('\n') };
  }

  /** Stops the PostgreSQL for good, as when it breaks down. */
  async stopDatabase(): Promise<void> {
    this.postgres.process.kill('SIGTERM');
    await this.postgres.ended;
  }

  /** All that was logged so far, by the server and by its PostgreSQL, and all files that it left. */
  async logs(): Promise<Record<string, string>> {
    const logs: Record<string, string> = { 'the log': this.server.output };
    logs['the log of PostgreSQL'] = await readFile(join(this.databaseDir, 'postgres.log'), 'utf8');
    for (const file of await readdir(this.dataDir, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) logs[file.name] = await readFile(join(file.parentPath, file.name), 'utf8');
    }
    return logs;
  }

  async stop(): Promise<void> {
    this.server.process.kill('SIGTERM');
    await this.server.ended;
    await this.mail.stop();
  }

  private async keyOfCommand(): Promise<string> {
    const args = ['scripts/tenure.mjs', 'operator', 'key', OPERATOR.email, 'G13'];
    const env = { ...process.env, DATABASE_URL: this.databaseUrl, JWT_SECRET: this.jwtSecret };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    const key = /tnr_op_\w+/.exec(stdout)?.[0];
    if (key === undefined) throw new Error('The command made no key.');
    this.canaries.add('operator key', key.slice(7, 39));
    return key;
  }
}

/** A key for access tokens as it is set, in base64. Its private number is a secret however it is written. */
function newSigningKey(canaries: Canaries): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const set = Buffer.from(pem).toString('base64');
  const { d } = privateKey.export({ format: 'jwk' }) as { d: string };
  const number = Buffer.from(d, 'base64url');
  const [, firstLine] = pem.split('\n');
  // The public half follows in the PEM, and is shown to everybody.
  for (const secret of [d, number.toString('base64'), number.toString('hex'), firstLine as string, set])
    canaries.add('private key', secret);
  return set;
}
