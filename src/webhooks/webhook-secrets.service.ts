import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Cipher } from '../common/cipher.js';
import { CONFIG, type Config } from '../config/config.js';
import { execute, query } from '../database/sql.js';
import type { KeptSecret } from './endpoint-row.js';
import * as sql from './endpoints.sql.js';
import { newSecret } from './signing.js';

/** How many secrets sign at once. More would make a header that receivers refuse. */
const MOST_LIVE = 5;
const BELOW_ALL_IDS = '00000000-0000-0000-0000-000000000000';

/**
 * Encrypts and decrypts the secrets of endpoints. Signing needs them in clear, so they are encrypted with a key from JWT_SECRET,
 * and not hashed. At each start, secrets that an older value of JWT_SECRET encrypted are encrypted with its first value, so that
 * the other values can be removed.
 */
@Injectable()
export class WebhookSecretsService implements OnApplicationBootstrap {
  private readonly logger = new Logger(WebhookSecretsService.name);
  private readonly cipher: Cipher;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly dataSource: DataSource,
  ) {
    this.cipher = new Cipher(config.jwtSecrets, 'tenure:webhooks');
  }

  /** Names the key that encrypts now. */
  get sealedBy(): string {
    return this.cipher.keyName;
  }

  /** A new secret, and its stored form. */
  make(): { secret: string; kept: KeptSecret } {
    const secret = newSecret();
    return { secret, kept: { secret: this.cipher.encrypt(secret), endsAt: null } };
  }

  /** Makes a new secret and puts it before `others`. Each of the others ends at `until`, or at its own end if that is earlier. */
  rotate(others: KeptSecret[], until: Date, now: Date): { secret: string; kept: KeptSecret[] } {
    const { secret, kept } = this.make();
    const ending = live(others, now).map(({ secret: before, endsAt }) => ({
      secret: this.encryptedAnew(before),
      endsAt: endsAt !== null && new Date(endsAt) < until ? endsAt : until.toISOString(),
    }));
    return { secret, kept: [kept, ...live(ending, now)].slice(0, MOST_LIVE) };
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
    await this.encryptAllAnew().catch((error: unknown) => this.logger.warn(String(error)));
  }

  private async encryptAllAnew(): Promise<void> {
    for (let after: string | undefined = BELOW_ALL_IDS; after !== undefined;)
      after = await this.encryptSome(after);
  }

  private encryptSome(after: string): Promise<string | undefined> {
    return this.dataSource.transaction(async (manager) => {
      const { sealedBy } = this;
      const rows = await query(manager, sql.LOCK_SEALED_OTHERWISE, { sealedBy, after });
      for (const { id, secrets } of rows) {
        const anew = secrets.map((each) => ({ ...each, secret: this.encryptedAnew(each.secret) }));
        await execute(manager, sql.SET_SECRETS, { id, secrets: JSON.stringify(anew), sealedBy });
      }
      return rows.at(-1)?.id;
    });
  }

  /** A secret that nobody can read stays as it is: the key that encrypted it may come back. */
  private encryptedAnew(encrypted: string): string {
    const secret = this.cipher.decrypt(encrypted);
    return secret === null ? encrypted : this.cipher.encrypt(secret);
  }
}

const live = (secrets: KeptSecret[], now: Date): KeptSecret[] =>
  secrets.filter(({ endsAt }) => endsAt === null || new Date(endsAt) > now);
