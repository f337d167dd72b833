import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { MINUTE_MS } from '../../common/clock.js';
import type { PersonPrincipal } from '../../common/principal.js';
import { CONFIG, type Config } from '../../config/config.js';
import { codeRequired } from '../auth.errors.js';
import { SecondFactorsService } from './second-factors.service.js';

/** How long a code counts on routes that need one again. */
const SHOWN_FOR_MS = 10 * MINUTE_MS;

/** Decides whether an operator's session needs a code before it may use a route. Operator keys never need one. */
@Injectable()
export class SecondFactorAccessService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly dataSource: DataSource,
    private readonly factors: SecondFactorsService,
  ) {}

  /**
   * Refuses a session that has to show a code first. `shownAt` is when it last showed one. `again` is true for routes that need a
   * code of the last ten minutes.
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
