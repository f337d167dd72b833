import { createHmac, hkdfSync } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Cipher } from '../common/cipher.js';
import { CONFIG, type Config } from '../config/config.js';

/**
 * Keeps what waits in the queue from whoever reads the database: a mail holds a token in clear until it is sent, and
 * everywhere else only its hash is kept. The keys come from JWT_SECRET; the first seals, all of them open.
 */
@Injectable()
export class PayloadCipher {
  private readonly cipher: Cipher;
  private readonly markKeys: Buffer[];

  constructor(@Inject(CONFIG) config: Config) {
    this.cipher = new Cipher(config.jwtSecrets, 'tenure:jobs');
    this.markKeys = config.jwtSecrets.map((secret) =>
      Buffer.from(hkdfSync('sha256', secret, '', 'tenure:job-marks', 32)),
    );
  }

  /** The marks that find a job about `subject` without opening it: by the first secret, then by each other one. */
  marks(subject: string): string[] {
    return this.markKeys.map((key) => createHmac('sha256', key).update(subject).digest('base64url'));
  }

  close(content: unknown): string {
    return this.cipher.encrypt(JSON.stringify(content));
  }

  /** @throws Error when none of the present secrets sealed it. */
  open(text: string): unknown {
    const content = this.cipher.decrypt(text);
    if (content === null) throw new Error('A job was sealed with a secret that JWT_SECRET no longer holds.');
    return JSON.parse(content);
  }
}
