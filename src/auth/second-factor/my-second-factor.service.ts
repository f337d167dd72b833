import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../../audit/index.js';
import { Clock } from '../../common/clock.js';
import { DomainError, WrongState } from '../../common/domain-error.js';
import type { PersonPrincipal } from '../../common/principal.js';
import { CONFIG, type Config } from '../../config/config.js';
import { execute, maybeOne } from '../../database/sql.js';
import { RateLimitsService } from '../../rate-limits/index.js';
import { AccountLocksService } from '../account/account-locks.service.js';
import { PasswordProofService } from '../account/password-proof.service.js';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.js';
import type { RemoveSecondFactorDto } from './second-factor.dto.js';
import type { RecoveryCodesView, SecondFactorSecretView, SecondFactorView } from './second-factor.view.js';
import * as sql from './second-factors.sql.js';
import { codeRequired, invalidCode } from '../auth.errors.js';
import { SecondFactorsService } from './second-factors.service.js';
import { newSecret, stepOf, uriOf } from './totp.js';

/** A person's changes to their own second factor. */
@Injectable()
export class MySecondFactorService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly dataSource: DataSource,
    private readonly factors: SecondFactorsService,
    private readonly locks: AccountLocksService,
    private readonly proofs: PasswordProofService,
    private readonly limits: RateLimitsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  async show({ userId }: PersonPrincipal): Promise<SecondFactorView> {
    const factor = await maybeOne(this.dataSource, sql.FIND, { userId });
    const enabledAt = factor?.confirmedAt ?? null;
    return { enabled: enabledAt !== null, enabledAt, recoveryCodesLeft: factor?.recoveryCodesLeft ?? 0 };
  }

  /**
   * Makes a secret for an authenticator app. Log-ins need a code only after `confirm` has shown that the app has the secret. Until
   * then a further call replaces the secret.
   *
   * @throws DomainError `invalid_credentials`, `rate_limited`; `wrong_state` (`second_factor`) when there is a confirmed secret
   *   already
   */
  async begin(person: PersonPrincipal, password: string): Promise<SecondFactorSecretView> {
    const { userId } = person;
    const verified = await this.proofs.verify(person, password);
    const secret = newSecret();
    await this.dataSource.transaction(async (manager) => {
      await this.locks.byPassword(manager, verified);
      await this.locks.bySession(manager, person);
      const begun = { userId, secret: this.factors.encrypt(secret), now: this.clock.now() };
      if ((await execute(manager, sql.BEGIN, begun)) === 0) throw alreadyEnabled();
    });
    return { secret, uri: uriOf(secret, this.config.productName, verified.email) };
  }

  /**
   * Switches the second factor on, and returns the recovery codes. The code counts as shown for the present session.
   *
   * @throws DomainError `invalid_code`, `rate_limited`; `wrong_state` when there is nothing to confirm
   */
  async confirm(person: PersonPrincipal, code: string): Promise<RecoveryCodesView> {
    const { userId } = person;
    await this.limits.take('code', person.address, userId);
    const factor = await maybeOne(this.dataSource, sql.FIND, { userId });
    if (factor === undefined) throw notBegun();
    if (factor.confirmedAt !== null) throw alreadyEnabled();
    const now = this.clock.now();
    const step = stepOf(this.factors.decrypt(factor.secret), code, now);
    if (step === null) throw invalidCode();
    return this.dataSource.transaction(async (manager) => {
      await this.locks.bySession(manager, person);
      const confirmed = { userId, secret: factor.secret, step, now };
      if ((await execute(manager, sql.CONFIRM, confirmed)) === 0) throw notBegun();
      await this.prove(manager, person);
      const target = { kind: 'user', id: userId };
      await this.audit.recordForOperators(manager, {
        by: person,
        action: 'user.second_factor_added',
        target,
      });
      return this.replaceCodes(manager, userId);
    });
  }

  /**
   * Verifies a code for the present session, for routes that need one again.
   *
   * @throws DomainError `invalid_code`, `rate_limited`; `second_factor_required` (`set_up`) without a factor
   */
  async verify(person: PersonPrincipal, code: string): Promise<void> {
    await this.withCode(person, code, (manager) => this.prove(manager, person));
  }

  /** Makes new recovery codes. The earlier ones become invalid. @throws DomainError as `verify` */
  async renewCodes(person: PersonPrincipal, code: string): Promise<RecoveryCodesView> {
    return this.withCode(person, code, async (manager) => {
      const target = { kind: 'user', id: person.userId };
      await this.audit.recordForOperators(manager, {
        by: person,
        action: 'user.recovery_codes_replaced',
        target,
      });
      return this.replaceCodes(manager, person.userId);
    });
  }

  /** Switches the second factor off. @throws DomainError as `verify`, and `invalid_credentials` */
  async remove(person: PersonPrincipal, { password, code }: RemoveSecondFactorDto): Promise<void> {
    const verified = await this.proofs.verify(person, password);
    await this.withCode(person, code, async (manager) => {
      await this.locks.byPassword(manager, verified);
      await this.factors.remove(manager, person.userId, 'user.second_factor_removed', person);
    });
  }

  private async withCode<T>(
    person: PersonPrincipal,
    code: string,
    work: (manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    const shown = await this.factors.compare(person.userId, code, person.address);
    if (shown.kind === 'none') throw codeRequired('set_up');
    return this.dataSource.transaction(async (manager) => {
      await this.locks.bySession(manager, person);
      await this.factors.use(manager, person.userId, shown);
      return work(manager);
    });
  }

  private async prove(manager: EntityManager, { sessionId, userId }: PersonPrincipal): Promise<void> {
    if (sessionId === null) return;
    await execute(manager, sql.PROVE_SESSION, { sessionId, userId, now: this.clock.now() });
  }

  private async replaceCodes(manager: EntityManager, userId: string): Promise<RecoveryCodesView> {
    const recoveryCodes = newRecoveryCodes();
    await execute(manager, sql.DELETE_RECOVERY_CODES, { userId });
    await execute(manager, sql.STORE_RECOVERY_CODES, { userId, hashes: recoveryCodes.map(hashRecoveryCode) });
    return { recoveryCodes };
  }
}

const alreadyEnabled = (): DomainError =>
  new WrongState('second_factor', 'There is a second factor already. Remove it first.');

const notBegun = (): DomainError =>
  new WrongState('no_second_factor', 'Begin first: POST /v1/me/second-factor.');
