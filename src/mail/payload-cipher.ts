import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Keeps what waits in the queue from whoever reads the database: a mail holds a token in clear until it is sent, and
 * everywhere else only its hash is kept. The keys come from JWT_SECRET; the first seals, all of them open.
 */
@Injectable()
export class PayloadCipher {
  private readonly keys: Buffer[];
  private readonly markKeys: Buffer[];

  constructor(@Inject(CONFIG) config: Config) {
    this.keys = config.jwtSecrets.map((secret) =>
      Buffer.from(hkdfSync('sha256', secret, '', 'tenure:jobs', 32)),
    );
    this.markKeys = config.jwtSecrets.map((secret) =>
      Buffer.from(hkdfSync('sha256', secret, '', 'tenure:job-marks', 32)),
    );
  }

  /** What a job about `subject` is found by, without opening it: by the first secret, then by each other one. */
  marks(subject: string): string[] {
    return this.markKeys.map((key) => createHmac('sha256', key).update(subject).digest('base64url'));
  }

  close(content: unknown): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.keys[0] as Buffer, nonce);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(content), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** @throws Error when none of the present secrets sealed it. */
  open(text: string): unknown {
    const bytes = Buffer.from(text, 'base64');
    for (const key of this.keys) {
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      try {
        const sealed = bytes.subarray(NONCE_BYTES + TAG_BYTES);
        return JSON.parse(Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8'));
      } catch {
        // Sealed with another of the secrets, or with one that is gone.
      }
    }
    throw new Error('A job was sealed with a secret that JWT_SECRET no longer holds.');
  }
}
