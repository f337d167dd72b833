import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, HOUR_MS } from '../../common/clock.js';
import { execute, query } from '../../database/sql.js';
import { CustomersService } from '../customers.service.js';
import { pauseAfter } from '../pause.js';
import { ProviderService } from '../provider.service.js';
import { ProviderNotFound, ProviderRefused } from '../provider-errors.js';
import { withTimeLimit } from '../../common/time-limit.js';
import * as sql from './profile-updates.sql.js';

/** How long a server may hold one customer. After that another server may take it. */
const LEASE_MS = 3 * 60_000;
/** How long the work on one customer may take. It is much shorter than the lease. */
const LIMIT_MS = 60_000;
const AT_ONCE = 4;
/** The longest pause after failures. */
const LONGEST_PAUSE_MS = 6 * HOUR_MS;

type ClaimedUpdate = sql.Changed & { businessId: string; version: number; tries: number };

/** Sends billing profiles to the provider. Each edit queues an update. The updates of one business are sent one after the other. */
@Injectable()
export class ProfileUpdatesService {
  private readonly logger = new Logger(ProfileUpdatesService.name);

  constructor(
    private readonly provider: ProviderService,
    private readonly customers: CustomersService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Sends some of the updates that are due. An update that fails is sent again, after a pause that grows. An update that the
   * provider refuses is logged, and not sent again.
   */
  async run(signal: AbortSignal): Promise<void> {
    const now = this.clock.now();
    const leaseUntil = new Date(now.getTime() + LEASE_MS);
    const claimed = await query(this.dataSource, sql.CLAIM_UPDATES, { now, leaseUntil, limit: AT_ONCE });
    await Promise.all(claimed.map((each) => this.tellOrPutOff(each, signal)));
  }

  private async tellOrPutOff(claimed: ClaimedUpdate, signal: AbortSignal): Promise<void> {
    try {
      await withTimeLimit(LIMIT_MS, signal, (ended) => this.tell(claimed, ended));
    } catch (error) {
      if (signal.aborted) return;
      this.logger.warn(
        `The profile of the business ${claimed.businessId} could not be sent to the provider, and is sent again later: ${String(error)}`,
      );
      await this.putOff(claimed);
    }
  }

  private async putOff({ businessId, version, tries }: ClaimedUpdate): Promise<void> {
    const at = new Date(this.clock.now().getTime() + pauseAfter(tries, LONGEST_PAUSE_MS));
    await execute(this.dataSource, sql.PUT_OFF_UPDATE, { businessId, version, at });
  }

  private async tell(claimed: ClaimedUpdate, signal: AbortSignal): Promise<void> {
    const { businessId, version, tries } = claimed;
    const account = await this.customers.find(businessId);
    // Another call may be making the customer at this moment, with the old profile. So the first look is repeated once.
    if (account === undefined && tries === 1) return this.putOff(claimed);
    if (account !== undefined) await this.update(claimed, account.customer, signal);
    if ((await execute(this.dataSource, sql.NOTE_UPDATED, { businessId, version })) > 0) return;
    if ((await execute(this.dataSource, sql.UPDATE_AGAIN, { businessId })) > 0) return;
    const now = this.clock.now();
    if (account !== undefined)
      await execute(this.dataSource, sql.QUEUE_REMOVAL, { businessId, customer: account.customer, now });
  }

  private async update(
    { businessId, address, taxId }: ClaimedUpdate,
    customer: string,
    signal: AbortSignal,
  ): Promise<void> {
    const profile = await this.customers.billedTo(businessId);
    if (profile === undefined) return;
    try {
      const kept = { ...profile, address: address ? profile.address : null };
      await this.provider.required.ensureCustomer({ businessId, reference: customer, ...kept }, signal);
      if (profile.address !== null)
        await execute(this.dataSource, sql.TRY_LOCATED, { businessId, now: this.clock.now() });
      // Somebody may have written another tax number at the provider. It stays there until the tax number of our profile changes.
      if (taxId) await this.provider.required.setTaxId(customer, profile.taxId, signal);
    } catch (error) {
      if (!(error instanceof ProviderRefused || error instanceof ProviderNotFound)) throw error;
      this.logger.warn(
        `The provider does not take the profile of the business ${businessId}: ${String(error)}`,
      );
    }
  }
}
