import { ConsoleLogger, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { makeDataDir } from '../config/data-dir.js';
import { withJwtPrivateKey } from '../config/jwt-private-key.js';
import { refuseMissingJwtSecret, withJwtSecret } from '../config/jwt-secret.js';
import { refuseWrongDistribution } from '../database/distribution-check.js';
import { refuseWhenPending } from '../database/pending.js';
import { reachedDatabase } from './database-url.js';
import { ServiceModule } from './service.module.js';

/**
 * Runs `work` with the services, while servers go on. Jobs that it queues, such as mails, are done by a server, so the command
 * needs the same secrets as the servers.
 *
 * @throws ConfigError, also when the secret of the servers is not known; DatabaseUnreachable; MigrationsPending; WrongDistribution
 */
export async function withServices<T>(
  env: NodeJS.ProcessEnv,
  work: (services: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const given = await reachedDatabase(env);
  await refuseWhenPending(given.databaseUrl);
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
