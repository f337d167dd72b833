import { createApp } from '../../src/app.js';
import type { Clock } from '../../src/common/clock.js';
import { loadConfig } from '../../src/config/config.js';
import { Client, settings } from './tenure.js';

/** One more server in this process, over the database and at the time of the first. */
export async function startSecond(databaseUrl: string, clock: Clock) {
  const config = loadConfig(settings(databaseUrl));
  const app = await createApp({ ...config, databaseUrl }, clock);
  await app.listen(0, '127.0.0.1');
  return { app, client: new Client(await app.getUrl()), close: () => app.close() };
}
