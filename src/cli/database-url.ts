import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, ConfigError, loadConfig } from '../config/config.js';

/** `databaseVariable` is the variable that names the database, for messages about it. */
export type ConfigWithDatabase = Config & { databaseUrl: string; databaseVariable: string };

/**
 * The configuration, with the database that the service uses: the one it is told, or the embedded one while it runs. Commands go
 * past a connection pooler: what they do takes longer than a request may.
 */
export async function configWithDatabase(env: NodeJS.ProcessEnv): Promise<ConfigWithDatabase> {
  const config = loadConfig(env);
  return {
    ...config,
    databaseVariable: config.directDatabaseUrl === null ? 'DATABASE_URL' : 'DIRECT_DATABASE_URL',
    databaseUrl: config.directDatabaseUrl ?? config.databaseUrl ?? (await embeddedUrl(config)),
  };
}

/** @throws ConfigError when the embedded database does not run */
async function embeddedUrl({ dataDir }: Config): Promise<string> {
  const file = join(dataDir, 'database-url');
  const url = await readFile(file, 'utf8').catch(() => null);
  if (url === null)
    throw new ConfigError([`DATABASE_URL is not set, and there is no ${file}: start the service first`]);
  return url.trim();
}
