import { join } from 'node:path';
import { type Config, ConfigError } from './config.js';
import { keptSecret } from './kept-secret.js';

/**
 * The configuration with a secret to sign by: the one in JWT_SECRET, or the one kept in `DATA_DIR/jwt-secret`, made at
 * the first boot.
 *
 * @throws ConfigError when the kept file holds less than 32 characters.
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
