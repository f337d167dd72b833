import { Injectable } from '@nestjs/common';
import { WrongState } from '../common/domain-error.js';
import { CheckoutFollowService } from './checkouts/checkout-follow.service.js';
import { ProfileUpdatesService } from './billing/profile-updates.service.js';
import { CollectorService } from './collector.service.js';
import { ForgettingService } from './forgetting.service.js';
import { LeftoversService } from './leftovers.service.js';
import { ProviderAccountService } from './provider-account.service.js';
import { PaymentEventsService } from './payment-events.service.js';
import { PendingPaymentsService } from './pending-payments.service.js';
import { KeyRefused } from './provider-errors.js';

/**
 * All calls to the provider that no person waits for, in three runs beside each other. So the invoices of a month do not delay the
 * events of payments, and events do not delay invoices.
 */
@Injectable()
export class ProviderRunsService {
  constructor(
    private readonly account: ProviderAccountService,
    private readonly events: PaymentEventsService,
    private readonly checkouts: CheckoutFollowService,
    private readonly collector: CollectorService,
    private readonly leftovers: LeftoversService,
    private readonly forgetting: ForgettingService,
    private readonly profiles: ProfileUpdatesService,
    private readonly pending: PendingPaymentsService,
  ) {}

  /** Collects what is due. Does nothing if the key is of another account, or while collecting is held. */
  async collect(signal: AbortSignal): Promise<void> {
    if (await this.account.mayCollect(signal)) await this.collector.run(signal);
  }

  /**
   * Reads what happened at the provider. It lists events once a minute. This goes on while collecting is held: after a restore it
   * finds the payments that the backup does not know. Only events of checkouts wait then, because following them writes there.
   *
   * @throws ProviderUnavailable when events could not be listed. Other work that fails is tried again later.
   */
  async listen(signal: AbortSignal): Promise<void> {
    if (!(await this.account.bindAccount(signal))) return;
    await this.events.follow(signal);
    // This call is made each minute also when nothing is due, so it is the one that learns of a refused key.
    const listed = await this.events.poll(signal).catch((error: unknown) => {
      if (error instanceof KeyRefused) this.account.noteRefusedKey();
      throw error;
    });
    if (listed) await this.events.follow(signal);
  }

  /**
   * Sends changed profiles to the provider, asks about payments and checkouts without an event, sends money back, and forgets
   * customers. Does nothing of this while collecting is held.
   */
  async runUpkeep(signal: AbortSignal): Promise<void> {
    const kinds = [
      () => this.profiles.run(signal),
      () => this.pending.run(signal),
      () => this.leftovers.run(signal),
      () => this.forgetting.run(signal),
      () => this.checkouts.expireOld(signal),
    ];
    for (const some of kinds) {
      // Asked before each kind, because collecting can be held meanwhile.
      if (!(await this.account.mayCollect(signal))) return;
      await some();
    }
  }

  /**
   * Lists events and collects at once, for an operator who does not want to wait for the next minute. While collecting is held, it
   * only reads events.
   *
   * @throws ProviderUnavailable; DomainError `wrong_state` if nothing is collected, because collecting is held or the key is of
   *   another account.
   */
  async sync(signal: AbortSignal): Promise<void> {
    if (!(await this.account.bindAccount(signal)))
      throw new WrongState('other_account', 'The key is of another account than this database.');
    await this.events.poll(signal, true);
    await this.events.follow(signal);
    for (const some of [this.collector, this.leftovers]) {
      // Asked before each, because collecting can be held meanwhile.
      if (!(await this.account.mayCollect(signal)))
        throw new WrongState('held', 'Events were read, but collecting is held: see docs/backup.md.');
      await some.run(signal);
    }
  }
}
