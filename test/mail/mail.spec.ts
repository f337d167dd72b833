import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import smtpTester from 'smtp-tester';
import { CONFIG, type Config } from '../../src/config/config.js';
import { MailService } from '../../src/mail/mail.service.js';
import { startTenure, type Tenure } from '../support/tenure.js';

const message = (to: string) => ({
  to,
  subject: 'Grüße aus der Analytical Engine',
  paragraphs: ['Hello <b>Ada</b>,\r\nhttps://evil.example/x', 'Ça va.'],
  link: `http://127.0.0.1:3000/invitations/${'a'.repeat(65)}`,
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

describe('Mails without a mail server', () => {
  let tenure: Tenure;
  beforeAll(async () => (tenure = await startTenure()));
  afterAll(() => tenure.close());

  it('are files that are there within a second of the commit, with the link alone on its line', async () => {
    const to = `${randomUUID()}@example.com`;
    await tenure.app.get(MailService).queue(tenure.dataSource, message(to));
    const committed = Date.now();
    while ((await tenure.mails.to(to)).length === 0 && Date.now() - committed < 1000) await sleep(10);
    const [mail] = await tenure.mails.to(to);
    expect(mail?.file).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\.eml$/);
    expect(mail?.raw.split('\n')).toContain(message(to).link);
    expect(mail?.raw).not.toMatch(/base64/i);
    expect(mail?.raw.indexOf('text/plain')).toBeLessThan(mail?.raw.indexOf('text/html') ?? 0);
    expect(mail?.parsed).toMatchObject({ subject: message(to).subject, to: { value: [{ address: to }] } });
    expect(mail?.parsed.text).toContain('Ça va.');
  });

  it('let no user put a line or a tag of their own into them', async () => {
    const to = `${randomUUID()}@example.com`;
    await tenure.app.get(MailService).queue(tenure.dataSource, message(to));
    while ((await tenure.mails.to(to)).length === 0) await sleep(10);
    const [mail] = await tenure.mails.to(to);
    expect(mail?.raw).not.toMatch(/^https:\/\/evil/m);
    expect(mail?.parsed.html).not.toContain('<b>');
  });

  it('are not sent when the change is rolled back, and leave no draft', async () => {
    const to = `${randomUUID()}@example.com`;
    await tenure.dataSource
      .transaction(async (manager) => {
        await tenure.app.get(MailService).queue(manager, message(to));
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    await sleep(700);
    expect(await tenure.mails.to(to)).toEqual([]);
    const folder = join(tenure.app.get<Config>(CONFIG).dataDir, 'mail');
    expect((await readdir(folder)).filter((name) => !name.endsWith('.eml'))).toEqual([]);
  });

  it('wait in the queue sealed: whoever reads the database learns no token', async () => {
    const { queryRunner, ...held } = {
      queryRunner: tenure.dataSource.createQueryRunner(),
      to: 'x@example.com',
    };
    await queryRunner.startTransaction();
    await tenure.app.get(MailService).queue(queryRunner.manager, message(held.to));
    const rows = await queryRunner.query('SELECT payload FROM graphile_worker._private_jobs');
    await queryRunner.rollbackTransaction();
    await queryRunner.release();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toMatch(/invitations|example|Analytical/);
  });
});

describe('Mails with a mail server', () => {
  it('reach it in the recipient’s name, with text and HTML', async () => {
    const port = await freePort();
    const smtp = smtpTester.init(port);
    const tenure = await startTenure({
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      MAIL_FROM: 'Tenure <no-reply@tenure.example>',
    });
    try {
      const { email } = await tenure.signUp();
      const { email: mail } = await smtp.captureOne(email, { wait: 0 });
      expect(mail.headers.from).toContain('no-reply@tenure.example');
      expect(mail.body).toMatch(/\/verify-email\/[0-9A-Za-z]{43}/);
      expect(mail.html).toContain('/verify-email/');
      expect(await tenure.mails.to(email)).toEqual([]);
    } finally {
      await tenure.close();
      await new Promise((resolve) => smtp.stop(() => resolve(undefined)));
    }
  });

  it('outlast a mail server that is down, and a server of ours that was killed while sending', async () => {
    const port = await freePort();
    const tenure = await startTenure({ SMTP_URL: `smtp://127.0.0.1:${port}` });
    const to = `${randomUUID()}@example.com`;
    await tenure.app.get(MailService).queue(tenure.dataSource, message(to));
    const failed = `SELECT 1 FROM graphile_worker.jobs WHERE attempts > 0 AND locked_at IS NULL`;
    while ((await tenure.dataSource.query(failed)).length === 0) await sleep(20);
    // As a killed server leaves it: taken two minutes ago by a worker that is no more.
    await tenure.app.close();
    const { DataSource } = await import('typeorm');
    const database = await new DataSource({ type: 'postgres', url: tenure.databaseUrl }).initialize();
    await database.query(
      `UPDATE graphile_worker._private_jobs SET run_at = now(), locked_by = 'gone', locked_at = now() - interval '2 minutes'`,
    );
    const smtp = smtpTester.init(port);
    const { createApp } = await import('../../src/app.js');
    const config = tenure.app.get<Config & { databaseUrl: string }>(CONFIG);
    const again = await createApp(config);
    try {
      const { email } = await smtp.captureOne(to, { wait: 0 });
      expect(email.body).toContain('/invitations/');
      await sleep(300);
      expect(await database.query('SELECT 1 FROM graphile_worker.jobs')).toEqual([]);
    } finally {
      await again.close();
      await database.destroy();
      await new Promise((resolve) => smtp.stop(() => resolve(undefined)));
    }
  });
});
