import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '../../audit/index.js';
import { Clock } from '../../common/clock.js';
import type { MemberPrincipal } from '../../common/principal.js';
import { CONFIG, type Config } from '../../config/config.js';
import { execute, maybeOne, one } from '../../database/sql.js';
import { MemberRanksService } from '../../members/index.js';
import { SubscriptionsService } from '../../subscriptions/index.js';
import { CustomersService } from '../customers.service.js';
import { callForPerson } from '../interactive-calls.js';
import { ProviderService } from '../provider.service.js';
import { ReturnUrlsService } from '../return-urls.service.js';
import type { OpenPortalDto } from './billing.dto.js';
import { FIND_BILLING, FIND_PROFILE, type ProfileFields, SET_PROFILE } from './billing.sql.js';
import { type BillingProfileView, type BillingView, cardView, type PortalView } from './billing.view.js';
import { type Changed, QUEUE_UPDATE } from './profile-updates.sql.js';

const NO_PROFILE: BillingProfileView = {
  ...{ name: null, address: null, country: null, postalCode: null, taxId: null, email: null },
  netDays: 0,
};

/** Shows how a business pays, opens the provider's portal, and edits the profile that its invoices name. */
@Injectable()
export class BillingService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly subscriptions: SubscriptionsService,
    private readonly ranks: MemberRanksService,
    private readonly audit: AuditService,
    private readonly provider: ProviderService,
    private readonly customers: CustomersService,
    private readonly urls: ReturnUrlsService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Shows how money is collected, the saved payment method and the debt, as of `now`. */
  async show(businessId: string, now: Date): Promise<BillingView> {
    await this.subscriptions.rollForwardOrLog(businessId, now);
    const row = await one(this.dataSource, FIND_BILLING, { businessId });
    const { accessUntil, invoiceId, status, nextAttemptAt } = row;
    const pastDue = accessUntil === null ? null : { invoiceId, status, accessUntil, nextAttemptAt };
    return { provider: this.config.payments, card: cardView(row), pastDue };
  }

  /**
   * Opens the page of the provider.
   *
   * @throws DomainError `no_payment_provider`, `payment_unavailable`, `validation_failed` for a foreign address
   */
  async openPortal({ businessId }: MemberPrincipal, { returnUrl }: OpenPortalDto): Promise<PortalView> {
    const provider = this.provider.required;
    const back = this.urls.check('returnUrl', returnUrl);
    return callForPerson((signal) =>
      this.customers.withCustomer(businessId, signal, (customer) => provider.portal(customer, back, signal)),
    );
  }

  async showProfile(businessId: string): Promise<BillingProfileView> {
    return (await maybeOne(this.dataSource, FIND_PROFILE, { businessId })) ?? NO_PROFILE;
  }

  /**
   * Replaces the profile, with an entry in the audit log if it changes. Invoices that were issued before do not change. The payment
   * provider gets the new profile later.
   */
  setProfile(by: MemberPrincipal, fields: Partial<ProfileFields>): Promise<BillingProfileView> {
    const { businessId } = by;
    return this.dataSource.transaction(async (manager) => {
      await this.ranks.confirm(manager, by, 'owner');
      const before = (await maybeOne(manager, FIND_PROFILE, { businessId })) ?? NO_PROFILE;
      const now = this.clock.now();
      const { netDays: _, ...nothing } = NO_PROFILE;
      const after = await one(manager, SET_PROFILE, { ...nothing, ...fields, businessId, now });
      if (this.config.payments === 'stripe')
        await execute(manager, QUEUE_UPDATE, { businessId, ...changed(before, after), now });
      if (isDeepStrictEqual({ ...before }, { ...after })) return after;
      const target = { kind: 'billing_profile', id: businessId };
      const entry = { by, action: 'billing_profile.edited', target };
      await this.audit.record(manager, businessId, { ...entry, before: { ...before }, after: { ...after } });
      return after;
    });
  }
}

const changed = (a: BillingProfileView, b: BillingProfileView): Changed => ({
  address: a.address !== b.address || a.country !== b.country || a.postalCode !== b.postalCode,
  taxId: a.taxId !== b.taxId,
});
