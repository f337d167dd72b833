import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { type Config, ConfigError } from './config.js';

/**
 * Makes the folder `DATA_DIR` if something will be written there: the embedded database, a secret, or mails as files.
 *
 * @throws ConfigError when it is a file, or when the folder cannot be made or written
 */
export async function makeDataDir(config: Config): Promise<void> {
  const { dataDir, databaseUrl, jwtSecrets, smtpUrl } = config;
  // A private key is written there only if the secret is, too.
  const keepsNoKey = jwtSecrets.length > 0;
  if (databaseUrl !== null && keepsNoKey && smtpUrl !== null) return;
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    const there = await stat(dataDir).catch(() => null);
    const why =
      there?.isDirectory() === false
        ? 'is a file, not a folder'
        : `cannot be written: ${(error as Error).message}`;
    throw new ConfigError([`DATA_DIR ${dataDir} ${why}`]);
  }
}
