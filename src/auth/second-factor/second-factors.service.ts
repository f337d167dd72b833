import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BELOW_ALL_IDS } from '../../common/paging.js';
import { AuditService } from '../../audit/index.js';
import { Cipher, PURPOSES } from '../../common/cipher.js';
import { Clock } from '../../common/clock.js';
import { WrongState } from '../../common/domain-error.js';
import { CONFIG, type Config } from '../../config/config.js';
import { execute, maybeOne, one, query } from '../../database/sql.js';
import { RateLimitsService } from '../../rate-limits/index.js';
import { codeRequired, invalidCode } from '../auth.errors.js';
import { hashRecoveryCode } from './recovery-codes.js';
import * as sql from './second-factors.sql.js';
import { stepOf } from './totp.js';

/** The second factor that a person showed. It is used up when the session is written: see `SecondFactorsService.use`. */
export type ShownFactor =
  | { kind: 'none' }
  | { kind: 'app'; secret: string; renewed: string; step: number }
  | { kind: 'recovery'; hash: Buffer };

const SIX_DIGITS = /^\d{6}$/;

/**
 * The second factors of people: codes of an authenticator app (RFC 6238), and recovery codes. A code works once. It is compared
 * before the transaction, because the count of attempts must survive a refusal. It is used up in the transaction, under the lock of
 * the user's row.
 *
 * A server that starts with several values in JWT_SECRET encrypts the secrets with the first one, so that the others can be
 * removed.
 */
@Injectable()
export class SecondFactorsService implements OnApplicationBootstrap {
  private readonly logger = new Logger(SecondFactorsService.name);
  private readonly cipher: Cipher;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly dataSource: DataSource,
    private readonly limits: RateLimitsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {
    this.cipher = new Cipher(config.jwtSecrets, PURPOSES.secondFactors);
  }

  /**
   * Compares a code of a person whose password or session was just verified. It writes only the count of attempts.
   *
   * @throws DomainError `second_factor_required` when the person has a factor and sent no code; `invalid_code`; `rate_limited`
   */
  async compare(userId: string, code: string | undefined, from: string | undefined): Promise<ShownFactor> {
    const factor = await maybeOne(this.dataSource, sql.FIND, { userId });
    if (factor === undefined || factor.confirmedAt === null) return { kind: 'none' };
    if (code === undefined) throw codeRequired('send_code');
    await this.limits.take('code', from, userId);
    if (!SIX_DIGITS.test(code)) return { kind: 'recovery', hash: hashRecoveryCode(code) };
    const secret = this.decrypt(factor.secret);
    const step = stepOf(secret, code, this.clock.now());
    if (step === null) throw invalidCode();
    return { kind: 'app', secret: factor.secret, renewed: this.cipher.encrypt(secret), step };
  }

  /**
   * Uses up the factor that was shown, and returns the time, or null for a person without a second factor. The caller has locked
   * the user, so this method also finds a factor that was switched on meanwhile.
   *
   * @throws DomainError `invalid_code` for a code that was used before, or whose factor has been replaced; `second_factor_required`
   *   when the person got a factor meanwhile
   */
  async use(manager: EntityManager, userId: string, shown: ShownFactor): Promise<Date | null> {
    if (shown.kind === 'none') {
      if (await this.isEnabled(manager, userId)) throw codeRequired('send_code');
      return null;
    }
    const used =
      shown.kind === 'app'
        ? await execute(manager, sql.USE_STEP, { userId, ...shown })
        : await execute(manager, sql.USE_RECOVERY_CODE, { userId, hash: shown.hash });
    if (used === 0) throw invalidCode();
    return this.clock.now();
  }

  /** True if log-ins of this person need a code. */
  async isEnabled(on: DataSource | EntityManager, userId: string): Promise<boolean> {
    return (await one(on, sql.IS_CONFIRMED, { userId })).confirmed;
  }

  /** Whether the person has a factor, also one that no code has confirmed. */
  async exists(manager: EntityManager, userId: string): Promise<boolean> {
    return (await maybeOne(manager, sql.FIND, { userId })) !== undefined;
  }

  /** Removes the factor and its recovery codes; false if there was none. The caller has locked the user. */
  async remove(
    manager: EntityManager,
    userId: string,
    action: 'user.second_factor_removed' | 'user.second_factor_reset',
    by: Parameters<AuditService['recordForOperators']>[1]['by'],
  ): Promise<boolean> {
    if ((await execute(manager, sql.REMOVE, { userId })) === 0) return false;
    await this.audit.recordForOperators(manager, { by, action, target: { kind: 'user', id: userId } });
    return true;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.jwtSecrets.length < 2)
      return this.logIfUnreadable().catch((error: unknown) => this.logger.warn(String(error)));
    await this.encryptAllAgain().catch((error: unknown) =>
      this.logger.error(
        `Second factors may still be encrypted with an older value of JWT_SECRET, so keep it: ${String(error)}`,
      ),
    );
  }

  encrypt(secret: string): string {
    return this.cipher.encrypt(secret);
  }

  /**
   * Decrypts a secret. @throws WrongState when JWT_SECRET no longer has the secret that encrypted it; an operator has to reset the
   * factor
   */
  decrypt(encrypted: string): string {
    const secret = this.cipher.decrypt(encrypted);
    if (secret === null)
      throw new WrongState(
        'unreadable_second_factor',
        'This second factor can no longer be read. Ask for a reset of it.',
      );
    return secret;
  }

  /** Logs at the start if another value of JWT_SECRET encrypted the second factors, for example after a restore. */
  private async logIfUnreadable(): Promise<void> {
    const rows = await query(this.dataSource, sql.LIST_SECRETS, { after: BELOW_ALL_IDS });
    if (rows.length > 0 && rows.every(({ secret }) => this.cipher.decrypt(secret) === null))
      this.logger.error(
        'No second factor can be decrypted, because another value of JWT_SECRET encrypted them. Add that value to JWT_SECRET.',
      );
  }

  private async encryptAllAgain(): Promise<void> {
    for (let after: string | undefined = BELOW_ALL_IDS; after !== undefined;) {
      const rows: sql.SecretRow[] = await query(this.dataSource, sql.LIST_SECRETS, { after });
      for (const { userId, secret } of rows) {
        const text = this.cipher.isCurrent(secret) ? null : this.cipher.decrypt(secret);
        // A secret that cannot be decrypted stays as it is, because its value of JWT_SECRET may be set again.
        if (text !== null)
          await execute(this.dataSource, sql.RENEW, { userId, secret, renewed: this.cipher.encrypt(text) });
      }
      after = rows.at(-1)?.userId;
    }
  }
}
