import { join } from 'node:path';
import { type Config, ConfigError } from './config.js';
import { keptSecret } from './kept-secret.js';

/**
 * Adds a signing secret to the configuration, unless JWT_SECRET has one. The secret is in `DATA_DIR/jwt-secret`, and is made at the
 * first start.
 *
 * @throws ConfigError when the file holds fewer than 32 characters
 */
export async function withJwtSecret<C extends Config>(config: C): Promise<C> {
  if (config.jwtSecrets.length > 0) return config;
  const secret = await keptSecret(config.dataDir, 'jwt-secret');
  if (secret.length >= 32) return { ...config, jwtSecrets: [secret] };
  const path = join(config.dataDir, 'jwt-secret');
  throw new ConfigError([
    `${path} holds less than 32 characters; delete it to have a new one made (this ends every session)`,
  ]);
}
