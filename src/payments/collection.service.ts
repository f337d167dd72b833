import { Injectable } from '@nestjs/common';
import { CheckoutFollowService } from './checkout-follow.service.js';
import { ProfileUpdatesService } from './billing/profile-updates.service.js';
import { CollectorService } from './collector.service.js';
import { ForgettingService } from './forgetting.service.js';
import { LeftoversService } from './leftovers.service.js';
import { PaymentAccountService } from './payment-account.service.js';
import { PaymentEventsService } from './payment-events.service.js';
import { ProcessingService } from './processing.service.js';

/** One run of everything that this service does with the provider by itself, without a person who waits. */
@Injectable()
export class CollectionService {
  constructor(
    private readonly account: PaymentAccountService,
    private readonly events: PaymentEventsService,
    private readonly checkouts: CheckoutFollowService,
    private readonly collector: CollectorService,
    private readonly leftovers: LeftoversService,
    private readonly forgetting: ForgettingService,
    private readonly profiles: ProfileUpdatesService,
    private readonly processing: ProcessingService,
  ) {}

  /**
   * Reads what happened at the provider, and collects what is due at the same time. Collects nothing with a key of another
   * account.
   *
   * @throws ProviderUnavailable when events could not be listed. Whatever else fails is tried again later.
   */
  async run(signal: AbortSignal): Promise<void> {
    if (!(await this.account.mayCollect(signal))) return;
    await Promise.all([this.events.follow(signal), this.collector.run(signal), this.profiles.run(signal)]);
    await this.processing.run(signal);
    await this.leftovers.run(signal);
    await this.forgetting.run(signal);
    await this.checkouts.expireOld(signal);
    if (await this.events.poll(signal)) await this.events.follow(signal);
  }

  /** Hears what has happened at the provider, for an operator who does not want to wait for the next minute. */
  async sync(signal: AbortSignal): Promise<void> {
    if (!(await this.account.mayCollect(signal))) return;
    await this.events.poll(signal, true);
    await this.events.follow(signal);
    await this.collector.run(signal);
    await this.leftovers.run(signal);
  }
}
