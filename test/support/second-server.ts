import { createApp } from '../../src/app.js';
import type { Clock } from '../../src/common/clock.js';
import { loadConfig } from '../../src/config/config.js';
import { Client, OPERATOR } from './tenure.js';

/** One more server in this process, over the database and at the time of the first. */
export async function startSecond(databaseUrl: string, clock: Clock) {
  const config = loadConfig({
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    JWT_SECRET: 'a secret for tests that is long enough',
    OPERATOR_EMAIL: OPERATOR.email,
    OPERATOR_PASSWORD: OPERATOR.password,
    RENEWALS: 'off',
    LOG_LEVEL: 'fatal',
  });
  const app = await createApp({ ...config, databaseUrl }, clock);
  await app.listen(0, '127.0.0.1');
  return { client: new Client(await app.getUrl()), close: () => app.close() };
}
