import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, ConfigError } from './config.js';
import { keptSecret } from './kept-secret.js';
import { FEWEST_SECRET_CHARACTERS } from './variables.js';

/**
 * Checks that there is a secret already. A command must not make one: it would encrypt jobs with a secret that no server knows.
 *
 * @throws ConfigError when neither JWT_SECRET nor `DATA_DIR/jwt-secret` has one
 */
export async function refuseMissingJwtSecret({ jwtSecrets, dataDir }: Config): Promise<void> {
  if (jwtSecrets.length > 0) return;
  const path = join(dataDir, 'jwt-secret');
  await access(path).catch(() => {
    throw new ConfigError([
      `JWT_SECRET is not set, and there is no ${path}: give this command the JWT_SECRET (or JWT_SECRET_FILE) of the servers, or ` +
        'their DATA_DIR. If there is no server yet, start one first',
    ]);
  });
}

/**
 * Adds a signing secret to the configuration, unless JWT_SECRET has one. The secret is in `DATA_DIR/jwt-secret`, and is made at the
 * first start.
 *
 * @throws ConfigError when the file holds fewer characters than a secret needs
 */
export async function withJwtSecret<C extends Config>(config: C): Promise<C> {
  if (config.jwtSecrets.length > 0) return config;
  const secret = await keptSecret(config.dataDir, 'jwt-secret');
  if (secret.length >= FEWEST_SECRET_CHARACTERS) return { ...config, jwtSecrets: [secret] };
  const path = join(config.dataDir, 'jwt-secret');
  throw new ConfigError([
    `${path} holds fewer than ${FEWEST_SECRET_CHARACTERS} characters; delete it to have a new one made (this ends every session)`,
  ]);
}
