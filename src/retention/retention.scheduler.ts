import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { ClockGuardService } from '../common/clock-guard.service.js';
import { Scheduled } from '../common/scheduled.js';
import { RetentionService } from './retention.service.js';

/** Triggers the deletion of old rows once an hour, on every server whose clock is right. */
@Injectable()
export class RetentionScheduler {
  constructor(
    private readonly retention: RetentionService,
    private readonly guard: ClockGuardService,
    private readonly clock: Clock,
  ) {}

  @Scheduled('0 17 * * * *', 'retention')
  async tick(): Promise<void> {
    if (!this.guard.isWrong) await this.retention.purge(this.clock.now());
  }
}
