import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BELOW_ALL_IDS } from '../common/paging.js';
import { Cipher, PURPOSES } from '../common/cipher.js';
import { CONFIG, type Config } from '../config/config.js';
import { execute, query } from '../database/sql.js';
import type { KeptSecret } from './endpoints.rows.js';
import * as sql from './endpoints.sql.js';
import { newSecret } from './signing.js';

/** How many secrets sign at once. More would make a header that receivers refuse. */
const MOST_LIVE = 5;

/**
 * Encrypts and decrypts the secrets of endpoints. Signing needs them in clear, so they are encrypted with a key from JWT_SECRET,
 * and not hashed. A server that starts with several values in JWT_SECRET encrypts the secrets with the first one, so that the
 * others can be removed. It looks at each secret, because in rows of earlier releases `sealed_by` can name a key that encrypted
 * only some of them.
 */
@Injectable()
export class WebhookSecretsService implements OnApplicationBootstrap {
  private readonly logger = new Logger(WebhookSecretsService.name);
  private readonly cipher: Cipher;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly dataSource: DataSource,
  ) {
    this.cipher = new Cipher(config.jwtSecrets, PURPOSES.webhooks);
  }

  /** Names the key that encrypts now. */
  get encryptedBy(): string {
    return this.cipher.keyName;
  }

  /** A new secret, and its stored form. */
  make(): { secret: string; kept: KeptSecret } {
    const secret = newSecret();
    return { secret, kept: { secret: this.cipher.encrypt(secret), endsAt: null } };
  }

  /**
   * Makes a new secret and puts it before `others`. Each of the others ends at `until`, or at its own end if that is earlier.
   * `encryptedBy` names the key that encrypts them now; it is null if one of them cannot be read.
   */
  rotate(
    others: KeptSecret[],
    until: Date,
    now: Date,
  ): { secret: string; kept: KeptSecret[]; encryptedBy: string | null } {
    const { secret, kept } = this.make();
    const ending = live(others, now).map(({ secret: before, endsAt }) => ({
      secret: this.encryptedAgain(before),
      endsAt: endsAt !== null && new Date(endsAt) < until ? endsAt : until.toISOString(),
    }));
    const all = [kept, ...live(ending, now)].slice(0, MOST_LIVE);
    return { secret, kept: all, encryptedBy: this.encryptedByOf(all) };
  }

  /**
   * The secrets that sign at `now`, in clear.
   *
   * @throws Error when none of them can be read, because JWT_SECRET lost the secret that encrypted them.
   */
  read(kept: KeptSecret[], now: Date): string[] {
    const read = live(kept, now).flatMap(({ secret }) => this.cipher.decrypt(secret) ?? []);
    if (read.length === 0) throw new Error('No secret of the webhook can be read. JWT_SECRET has changed.');
    return read;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.jwtSecrets.length < 2)
      return this.logIfUnreadable().catch((error: unknown) => this.logger.warn(String(error)));
    await this.encryptAllAgain().catch((error: unknown) =>
      this.logger.error(
        `Secrets of webhooks may still be encrypted with an older value of JWT_SECRET, so keep it: ${String(error)}`,
      ),
    );
  }

  /** Logs at the start if another value of JWT_SECRET encrypted the secrets, for example after a restore. */
  private async logIfUnreadable(): Promise<void> {
    const rows = await query(this.dataSource, sql.LIST_SECRETS, { after: BELOW_ALL_IDS });
    const some = rows.flatMap(({ secrets }) => secrets);
    if (some.length > 0 && some.every(({ secret }) => this.cipher.decrypt(secret) === null))
      this.logger.error(
        'No secret of a webhook can be decrypted, because another value of JWT_SECRET encrypted them. Add that value to JWT_SECRET.',
      );
  }

  private async encryptAllAgain(): Promise<void> {
    for (let after: string | undefined = BELOW_ALL_IDS; after !== undefined;) {
      const rows: { id: string; secrets: KeptSecret[] }[] = await query(this.dataSource, sql.LIST_SECRETS, {
        after,
      });
      for (const row of rows) await this.renew(row.id, row.secrets);
      after = rows.at(-1)?.id;
    }
  }

  private async renew(id: string, secrets: KeptSecret[]): Promise<void> {
    const renewed = secrets.map((each) => ({ ...each, secret: this.encryptedAgain(each.secret) }));
    if (renewed.every(({ secret }, place) => secret === secrets[place]?.secret)) return;
    const values = { before: JSON.stringify(secrets), secrets: JSON.stringify(renewed) };
    await execute(this.dataSource, sql.RENEW_SECRETS, {
      id,
      ...values,
      encryptedBy: this.encryptedByOf(renewed),
    });
  }

  /** The name of the present key, or null if it does not encrypt all of these secrets. */
  private encryptedByOf(secrets: KeptSecret[]): string | null {
    return secrets.every(({ secret }) => this.cipher.isCurrent(secret)) ? this.encryptedBy : null;
  }

  /** A secret stays as it is if the first key encrypted it, or if nobody can read it: the key that encrypted it may come back. */
  private encryptedAgain(encrypted: string): string {
    const secret = this.cipher.isCurrent(encrypted) ? null : this.cipher.decrypt(encrypted);
    return secret === null ? encrypted : this.cipher.encrypt(secret);
  }
}

const live = (secrets: KeptSecret[], now: Date): KeptSecret[] =>
  secrets.filter(({ endsAt }) => endsAt === null || new Date(endsAt) > now);
