import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { ClockGuardService } from '../../common/clock-guard.service.js';
import { Scheduled } from '../../common/scheduled.js';
import { CONFIG, type Config } from '../../config/config.js';
import { DunningService } from './dunning.service.js';

/** Triggers the runs on every server, unless `RENEWALS=off` or the clock is wrong. It only triggers; the data say what is due. */
@Injectable()
export class DunningScheduler {
  constructor(
    private readonly dunning: DunningService,
    private readonly guard: ClockGuardService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Scheduled('*/5 * * * * *', 'dunning')
  async tick(): Promise<void> {
    if (this.config.renewals && !this.guard.isWrong) await this.dunning.run(this.clock.now());
  }

  @Scheduled('0 17 * * * *', 'billing notices')
  async announce(): Promise<void> {
    if (this.config.renewals && !this.guard.isWrong) await this.dunning.announce(this.clock.now());
  }
}
