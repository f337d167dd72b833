import type { Clock } from '../../src/common/clock.js';
import { loadConfig } from '../../src/config/config.js';
import { Client, settings, startApp } from './tenure.js';

/** Starts one more server in this process, with the database and the clock of the first. */
export async function startSecond(databaseUrl: string, clock: Clock, env: Record<string, string> = {}) {
  const config = loadConfig({ ...settings(databaseUrl), MIGRATE: 'off', DOCS: 'off', PAGES: 'off', ...env });
  const app = await startApp(config, databaseUrl, clock);
  return { app, client: new Client(await app.getUrl()), close: () => app.close() };
}
