import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What the service encrypts. The key of one purpose does not decrypt a text of another one. */
export const PURPOSES = {
  jobs: 'tenure:jobs',
  secondFactors: 'tenure:second-factors',
  webhooks: 'tenure:webhooks',
} as const;

/**
 * Encrypts texts in the database that the service has to read again. Each secret of the service gives one key, derived for one
 * purpose. The first key encrypts, and all keys decrypt. So a secret can be replaced while texts of the secret before still exist.
 */
export class Cipher {
  private readonly keys: Buffer[];

  constructor(secrets: string[], purpose: (typeof PURPOSES)[keyof typeof PURPOSES]) {
    this.keys = secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', purpose, 32)));
  }

  /** A name for the key that encrypts now. The name reveals nothing about the key. */
  get keyName(): string {
    const [first] = this.keys as [Buffer];
    return createHmac('sha256', first).update('name').digest('base64url').slice(0, 11);
  }

  encrypt(text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.keys[0] as Buffer, nonce);
    const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString('base64');
  }

  /** True if the first secret encrypted the text. */
  isCurrent(encrypted: string): boolean {
    return decryptBy(this.keys.slice(0, 1), encrypted) !== null;
  }

  /** Returns the text, or null if none of the present secrets encrypted it. */
  decrypt(encrypted: string): string | null {
    return decryptBy(this.keys, encrypted);
  }
}

function decryptBy(keys: Buffer[], encrypted: string): string | null {
  const bytes = Buffer.from(encrypted, 'base64');
  for (const key of keys) {
    try {
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const content = bytes.subarray(NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(content), decipher.final()]).toString('utf8');
    } catch {
      // Another secret encrypted the text, perhaps one that was deleted.
    }
  }
  return null;
}
