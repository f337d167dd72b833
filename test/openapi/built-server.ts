import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../boot/support/children.js';
import { freshDatabase } from '../support/database.js';
import { Mailbox } from '../support/mailbox.js';
import { Client } from '../support/tenure.js';

export interface BuiltServer extends Client {
  mails: Mailbox;
  databaseUrl: string;
  stop(): Promise<void>;
}

/** The build in a process of its own, with the example catalogue: only a build has complete documents. */
export async function startBuilt(env: Record<string, string> = {}): Promise<BuiltServer> {
  const database = await freshDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'tenure-openapi-'));
  const { PATH, HOME } = process.env;
  const child = new Child(process.execPath, ['--max-semi-space-size=64', 'dist/bundle/main.mjs'], {
    env: {
      PATH,
      HOME,
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      DISTRIBUTED: process.env.DISTRIBUTED ?? 'off',
      DATA_DIR: dataDir,
      PORT: '0',
      // The database is a copy that is migrated.
      MIGRATE: 'off',
      CATALOGUE: 'example',
      RENEWALS: 'off',
      PAYMENTS: 'manual',
      OPERATOR_EMAIL: 'operator@example.com',
      OPERATOR_PASSWORD: 'operator password',
      ...env,
    },
  });
  const [, url] = await child.says(/(http:\/\/\S+)\/docs/, 60);
  const stop = async () => {
    child.process.kill('SIGTERM');
    await child.ended;
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return Object.assign(new Client(url!), { mails: new Mailbox(dataDir), databaseUrl: database.url, stop });
}
