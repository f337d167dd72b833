import { Inject, Injectable } from '@nestjs/common';
import { ClockGuardService } from '../../common/clock-guard.service.js';
import { CONFIG, type Config } from '../../config/config.js';
import { RunningCyclesService } from '../cycles/running-cycles.service.js';
import { Clock } from '../../common/clock.js';
import { Scheduled } from '../../common/scheduled.js';
import { RenewalLoopService } from './renewal-loop.service.js';
import { TrialNoticesService } from '../notices/trial-notices.service.js';

/**
 * Triggers the renewal loop and trial notices on every server, unless `RENEWALS=off` or the clock is wrong. It also resumes edits
 * of running cycles, always. The data say what is due.
 */
@Injectable()
export class RenewalsScheduler {
  constructor(
    private readonly loop: RenewalLoopService,
    private readonly moves: RunningCyclesService,
    private readonly notices: TrialNoticesService,
    private readonly guard: ClockGuardService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Scheduled('*/5 * * * * *', 'renewals')
  async tick(): Promise<void> {
    if (this.config.renewals && !this.guard.isWrong) await this.loop.tick();
  }

  @Scheduled('0 29 * * * *', 'trial notices')
  async tellOfTrials(): Promise<void> {
    if (this.config.renewals && !this.guard.isWrong) await this.notices.run(this.clock.now());
  }

  /** Continues edits of running cycles. It also runs with `RENEWALS=off`, because an operator waits for the edit. */
  @Scheduled('*/5 * * * * *', 'running cycles')
  async resumeMoves(): Promise<void> {
    await this.moves.resume();
  }
}
