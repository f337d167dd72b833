import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, ConfigError, directUrl, loadConfig } from './config.js';

/** The configuration of a command. `databaseVariable` is the variable that leads to the database, for messages. */
export type ConfigWithDatabase = Config & { databaseUrl: string; databaseVariable: string };

/**
 * The configuration with the URL of the database: the configured one, or the embedded one while it runs. Commands do not use a
 * connection pooler, because their work takes longer than that of a request.
 */
export async function configWithDatabase(env: NodeJS.ProcessEnv): Promise<ConfigWithDatabase> {
  const config = loadConfig(env);
  return {
    ...config,
    databaseVariable:
      config.directDatabaseUrl !== null
        ? 'DIRECT_DATABASE_URL'
        : config.databaseUrl === null
          ? 'DATA_DIR'
          : 'DATABASE_URL',
    databaseUrl: directUrl({ ...config, databaseUrl: config.databaseUrl ?? (await embeddedUrl(config)) }),
  };
}

/** The URL of the embedded database. @throws ConfigError when it does not run */
async function embeddedUrl({ dataDir }: Config): Promise<string> {
  const file = join(dataDir, 'database-url');
  const url = await readFile(file, 'utf8').catch(() => null);
  if (url === null)
    throw new ConfigError([
      `DATABASE_URL is not set, and there is no ${file}: start the service first. If it runs, give this command its DATA_DIR ` +
        '(or its DATABASE_URL)',
    ]);
  return url.trim();
}
