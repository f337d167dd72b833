import { loadConfig } from '../config/config.js';
import { makeDataDir } from '../config/data-dir.js';
import { startEmbeddedPostgres } from '../embedded-postgres/index.js';
import { type ConfigWithDatabase, configWithDatabase } from '../config/config-with-database.js';

/**
 * Does work that no server may run beside, on the database of the configuration. The embedded database is started for it, and
 * stopped afterwards. Its lock proves that no server uses it.
 *
 * @throws EmbeddedPostgresError when a server uses the embedded database
 */
export async function withoutServers<T>(
  env: NodeJS.ProcessEnv,
  work: (config: ConfigWithDatabase) => Promise<T>,
): Promise<T> {
  const config = loadConfig(env);
  if (config.databaseUrl !== null) return work(await configWithDatabase(env));
  await makeDataDir(config);
  const embedded = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    log: (line) => console.error(`Tenure: ${line}`),
  });
  try {
    return await work({ ...config, databaseUrl: embedded.url, databaseVariable: 'DATA_DIR' });
  } finally {
    await embedded.stop();
  }
}
