import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { ClockGuardService } from '../common/clock-guard.service.js';
import { Scheduled } from '../common/scheduled.js';
import { MailTransport } from './mail-transport.js';

/** Triggers the deletion of old mails that are files, once an hour, on every server whose clock is right. */
@Injectable()
export class MailFilesScheduler {
  constructor(
    private readonly transport: MailTransport,
    private readonly guard: ClockGuardService,
    private readonly clock: Clock,
  ) {}

  @Scheduled('0 23 * * * *', 'mail files')
  async tick(): Promise<void> {
    if (!this.guard.isWrong) await this.transport.deleteOldFiles(this.clock.now());
  }
}
