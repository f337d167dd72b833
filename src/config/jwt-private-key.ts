import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { ConfigError, type Config } from './config.js';
import { keptSecret } from './kept-secret.js';
import { readPrivateKeys } from './private-keys.js';

const FILE = 'jwt-private-key';

/**
 * Adds a key that signs access tokens to the configuration, unless JWT_PRIVATE_KEY has one. The key is in
 * `DATA_DIR/jwt-private-key`, and is made at the first start. In production, or if JWT_SECRET is set, no key is made: several
 * servers may share that secret, and each would make another key. Must be called before `withJwtSecret`.
 *
 * @throws ConfigError when the file holds no P-256 private key
 */
export async function withJwtPrivateKey<C extends Config>(config: C): Promise<C> {
  const { jwtPrivateKeys: given, jwtSecrets, nodeEnv } = config;
  if (given.length > 0 || jwtSecrets.length > 0 || nodeEnv === 'production') return config;
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
