import { createHmac, hkdfSync } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Cipher, PURPOSES } from '../common/cipher.js';
import { CONFIG, type Config } from '../config/config.js';

/**
 * Encrypts the content of queued jobs. A queued mail has its token in clear text, while all other tables have only hashes of
 * tokens. The keys come from JWT_SECRET: the first encrypts, all decrypt.
 */
@Injectable()
export class PayloadCipher {
  private readonly cipher: Cipher;
  private readonly markKeys: Buffer[];

  constructor(@Inject(CONFIG) config: Config) {
    this.cipher = new Cipher(config.jwtSecrets, PURPOSES.jobs);
    this.markKeys = config.jwtSecrets.map((secret) =>
      Buffer.from(hkdfSync('sha256', secret, '', 'tenure:job-marks', 32)),
    );
  }

  /** Keyed hashes of `subject`, which find a job about it without decrypting the job. The hash by the first secret comes first. */
  marks(subject: string): string[] {
    return this.markKeys.map((key) => createHmac('sha256', key).update(subject).digest('base64url'));
  }

  encrypt(content: unknown): string {
    return this.cipher.encrypt(JSON.stringify(content));
  }

  /** Decrypts the content of a job. @throws Error when none of the present secrets encrypted it */
  decrypt(text: string): unknown {
    const content = this.cipher.decrypt(text);
    if (content === null)
      throw new Error('The job was encrypted with a secret that is no longer in JWT_SECRET.');
    return JSON.parse(content);
  }
}
