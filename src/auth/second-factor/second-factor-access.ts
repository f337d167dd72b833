import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PersonPrincipal } from '../../common/principal.js';
import { CONFIG, type Config } from '../../config/config.js';
import { codeRequired, SecondFactorsService } from './second-factors.service.js';

/** How long a code that was shown counts on routes that ask for one again. */
const SHOWN_FOR_MS = 10 * 60_000;

/** Decides whether the session of an operator may go on without a code. Keys of operators have none, and are not asked. */
@Injectable()
export class SecondFactorAccess {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly dataSource: DataSource,
    private readonly factors: SecondFactorsService,
  ) {}

  /**
   * `shownAt` is when the session last showed a code. `again` is true for routes that ask for one in the last ten minutes.
   *
   * @throws DomainError `second_factor_required`
   */
  async require(operator: PersonPrincipal, shownAt: Date | null, again: boolean, now: Date): Promise<void> {
    const needed = this.config.operatorSecondFactor;
    if (!again && (!needed || shownAt !== null)) return;
    if (again && shownAt !== null && now.getTime() - shownAt.getTime() < SHOWN_FOR_MS) return;
    const enabled = await this.factors.isEnabled(this.dataSource, operator.userId);
    if (enabled || needed) throw codeRequired(enabled ? 'verify' : 'set_up');
  }
}
