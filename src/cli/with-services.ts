import { ConsoleLogger, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigError } from '../config/config.js';
import { makeDataDir } from '../config/data-dir.js';
import { withJwtPrivateKey } from '../config/jwt-private-key.js';
import { refuseMissingJwtSecret, withJwtSecret } from '../config/jwt-secret.js';
import { refuseWrongDistribution } from '../database/distribution-check.js';
import { checkReachable } from '../database/reachable.js';
import { configWithDatabase } from '../config/config-with-database.js';
import { pendingMigrations } from '../database/pending.js';
import { ServiceModule } from './service.module.js';

/**
 * Runs `work` with the services, while servers go on. Jobs that it queues, such as mails, are done by a server, so the command
 * needs the same secrets as the servers.
 *
 * @throws ConfigError, also when migrations are pending, or when the secret of the servers is not known; WrongDistribution
 */
export async function withServices<T>(
  env: NodeJS.ProcessEnv,
  work: (services: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const given = await configWithDatabase(env);
  await checkReachable(given.databaseUrl, given.databaseVariable);
  const pending = await pendingMigrations(given.databaseUrl);
  if (pending.length > 0)
    throw new ConfigError([`migrations are pending, run them first: tenure migrate (${pending.join(', ')})`]);
  await refuseWrongDistribution(given.databaseUrl, given.distributed);
  await refuseMissingJwtSecret(given);
  if (given.jwtSecrets.length === 0) await makeDataDir(given);
  const config = await withJwtSecret(await withJwtPrivateKey(given));
  const services = await NestFactory.createApplicationContext(
    ServiceModule.with({ ...config, databaseUrl: given.databaseUrl }),
    { logger: new WordsLogger({ logLevels: ['fatal', 'error', 'warn'] }), abortOnError: false },
  );
  try {
    return await work(services);
  } finally {
    await services.close();
  }
}

/** Writes log lines to standard error, because standard output has only results. */
class WordsLogger extends ConsoleLogger {
  protected override printMessages(
    ...[messages, context, level]: Parameters<ConsoleLogger['printMessages']>
  ) {
    super.printMessages(messages, context, level, 'stderr');
  }
}
