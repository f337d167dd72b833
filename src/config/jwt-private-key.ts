import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { ConfigError, type Config } from './config.js';
import { keptSecret } from './kept-secret.js';
import { readPrivateKeys } from './private-keys.js';

const FILE = 'jwt-private-key';

/**
 * The configuration with a key to sign access tokens by: the one in JWT_PRIVATE_KEY, or outside production the one kept in
 * `DATA_DIR/jwt-private-key`, made at the first boot. In production none is made: several servers would each make their own.
 *
 * @throws ConfigError when the kept file holds no P-256 private key.
 */
export async function withJwtPrivateKey<C extends Config>(config: C): Promise<C> {
  if (config.jwtPrivateKeys.length > 0 || config.nodeEnv === 'production') return config;
  const jwtPrivateKeys = readPrivateKeys(await keptSecret(config.dataDir, FILE, newPrivateKey));
  if (jwtPrivateKeys !== null) return { ...config, jwtPrivateKeys };
  throw new ConfigError([
    `${join(config.dataDir, FILE)} holds no P-256 private key; delete it to have a new one made (access tokens end, sessions go on)`,
  ]);
}

const newPrivateKey = (): string =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
