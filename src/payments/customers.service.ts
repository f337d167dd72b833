import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService, SYSTEM } from '../audit/index.js';
import { Clock } from '../common/clock.js';
import { NotFound } from '../common/domain-error.js';
import { execute, maybeOne, one } from '../database/sql.js';
import { FIND_PROFILE } from './billing/billing.sql.js';
import { QUEUE_UPDATE, TRY_LOCATED } from './billing/profile-updates.sql.js';
import * as sql from './customers.sql.js';
import { ProviderAccountService } from './provider-account.service.js';
import { ProviderService } from './provider.service.js';
import { ProviderNotFound } from './provider-errors.js';
import type { Address, BilledTo, SavedCard } from './provider-values.js';

/** Keeps the customer of each business at the provider, and the card that is charged. */
@Injectable()
export class CustomersService {
  private readonly logger = new Logger(CustomersService.name);

  constructor(
    private readonly provider: ProviderService,
    private readonly account: ProviderAccountService,
    private readonly dataSource: DataSource,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /**
   * Finds the customer of a business, and makes it if there is none. If several callers make one at once, one of them is kept. A
   * key of another account makes no customer, so nothing can be paid into that account.
   *
   * @throws ProviderUnavailable; NotFound when there is no such business
   */
  async ensure(businessId: string, signal: AbortSignal): Promise<string> {
    // Count first. A customer that is made after this line is either found below, or made again under the same idempotency key.
    const { n: before } = await one(this.dataSource, sql.COUNT_CUSTOMERS, { businessId });
    const known = await this.find(businessId);
    if (known !== undefined) return known.customer;
    const billed = await this.billedTo(businessId);
    if (billed === undefined) throw new NotFound('business');
    await this.account.refuseOtherAccount(signal);
    const asked = { businessId, reference: null, before, ...billed };
    const customer = await this.provider.required.ensureCustomer(asked, signal);
    const now = this.clock.now();
    await this.dataSource.transaction(async (manager) => {
      await execute(manager, sql.BIND_CUSTOMER, { businessId, customer });
      await execute(manager, sql.WRITE_ACCOUNT, { businessId, customer, now });
    });
    // The profile was edited meanwhile, or it has a tax number, which is sent by another call.
    const after = await this.billedTo(businessId);
    if (JSON.stringify(after) !== JSON.stringify({ ...billed, taxId: null }))
      await execute(this.dataSource, QUEUE_UPDATE, { businessId, address: true, taxId: true, now });
    return (await one(this.dataSource, sql.FIND_CUSTOMER, { businessId })).customer;
  }

  /**
   * Runs `work` for the customer of a business. If the customer was deleted at the provider, it is forgotten and `work` runs once
   * more with a new customer. `attempt` is 0 in the first run and 1 in the second.
   *
   * @throws as `ensure` and `work`
   */
  async withCustomer<T>(
    businessId: string,
    signal: AbortSignal,
    work: (customer: string, attempt: number) => Promise<T>,
  ): Promise<T> {
    const customer = await this.ensure(businessId, signal);
    try {
      return await work(customer, 0);
    } catch (error) {
      const gone = error instanceof ProviderNotFound && (await this.forgetGone(businessId, customer, signal));
      if (!gone) throw error;
      return work(await this.ensure(businessId, signal), 1);
    }
  }

  /**
   * Forgets a customer that was deleted at the provider, with its card, so that the next use makes a new one. Returns false if the
   * customer exists there. Also returns false if the key is of another account, because such a key knows none of our customers.
   *
   * @throws ProviderUnavailable
   */
  async forgetGone(businessId: string, customer: string, signal: AbortSignal): Promise<boolean> {
    const provider = this.provider.required;
    if (!(await provider.isGone(customer, signal))) return false;
    if ((await this.account.isOurAccount(provider, signal)) !== true) return false;
    await this.dataSource.transaction(async (manager) => {
      const forgotten = await maybeOne(manager, sql.DELETE_ACCOUNT, { businessId, customer });
      if (forgotten === undefined) return;
      this.logger.warn(`The customer ${customer} of the business ${businessId} was deleted at the provider.`);
      const target = { kind: 'payment_account', id: businessId };
      const { brand, lastFour } = forgotten;
      const entry = { by: SYSTEM, action: 'payment_account.forgotten', target };
      await this.audit.record(manager, businessId, { ...entry, before: { customer, brand, lastFour } });
    });
    return true;
  }

  /**
   * Stores what the owner wrote about the payer on a page of the provider. The billing profile gets all of it, except an e-mail
   * address where it has one already. The customer at the provider gets the address, which taxes need.
   *
   * @throws ProviderUnavailable
   */
  async keepBilled(businessId: string, { address, ...billed }: BilledTo, signal: AbortSignal): Promise<void> {
    const customer = await this.ensure(businessId, signal);
    const lines = address === null ? null : linesOf(address);
    // The page is filled with the e-mail address that we know. If the person left it, it is not stored: it may be the owner's
    // address, which can change.
    const { email: given } = await one(this.dataSource, sql.FIND_BILLED, { businessId });
    const email = billed.email === given ? null : billed.email;
    await this.dataSource.transaction(async (manager) => {
      const before = (await maybeOne(manager, FIND_PROFILE, { businessId })) ?? null;
      const { country = null, postalCode = null } = address ?? {};
      const columns = { ...billed, email, address: lines, country, postalCode, now: this.clock.now() };
      const after = await maybeOne(manager, sql.WRITE_BILLED, { businessId, ...columns });
      if (after === undefined) return;
      const entry = {
        by: SYSTEM,
        action: 'billing_profile.edited',
        before: { ...before },
        after: { ...after },
      };
      const target = { kind: 'billing_profile', id: businessId };
      await this.audit.record(manager, businessId, { ...entry, target });
    });
    const { name, email: known } = await one(this.dataSource, sql.FIND_BILLED, { businessId });
    const kept = { businessId, reference: customer, name, email: known, address };
    await this.provider.required.ensureCustomer(kept, signal);
    if (address !== null) await execute(this.dataSource, TRY_LOCATED, { businessId, now: this.clock.now() });
  }

  /**
   * The payer as the provider gets it, from the billing profile. An address without a country is left out, because the provider
   * would ignore it.
   */
  async billedTo(
    businessId: string,
  ): Promise<
    { name: string; email: string | null; address: Address | null; taxId: string | null } | undefined
  > {
    const found = await maybeOne(this.dataSource, sql.FIND_BILLED, { businessId });
    if (found === undefined) return undefined;
    const { name, email, address, country, postalCode, taxId } = found;
    const [line1 = null, ...more] = address?.split('\n') ?? [];
    const lines = { line1, line2: more.length === 0 ? null : more.join(', '), city: null, state: null };
    return { name, email, address: country === null ? null : { ...lines, postalCode, country }, taxId };
  }

  find(businessId: string): Promise<sql.CustomerRow | undefined> {
    return maybeOne(this.dataSource, sql.FIND_CUSTOMER, { businessId });
  }

  /** Makes a payment method the one that is charged, and makes declined invoices due again. @throws ProviderUnavailable */
  async useCard(businessId: string, paymentMethod: string, signal: AbortSignal): Promise<void> {
    const customer = await this.ensure(businessId, signal);
    await this.keep(businessId, await this.provider.required.useCard(customer, paymentMethod, signal));
  }

  /** Makes a declined invoice due again, if its card was changed while that attempt was under way, since `since`. */
  async tryNewCard(ref: { businessId: string; id: string }, since: Date): Promise<void> {
    await execute(this.dataSource, sql.TRY_NEW_CARD, { ...ref, since, now: this.clock.now() });
  }

  /**
   * Reads the card from the provider, or forgets the customer if it was deleted there. Does nothing if the customer is not, or no
   * longer, the customer of a business here.
   *
   * @throws ProviderUnavailable
   */
  async refreshCard(customer: string, signal: AbortSignal): Promise<void> {
    const businessId = await this.businessOf(customer);
    if (businessId === null || (await this.find(businessId))?.customer !== customer) return;
    try {
      await this.keep(businessId, await this.provider.required.card(customer, signal));
    } catch (error) {
      if (!(error instanceof ProviderNotFound)) throw error;
      await this.forgetGone(businessId, customer, signal);
    }
  }

  /** The business of a customer; null for a customer of somebody else. */
  private async businessOf(customer: string): Promise<string | null> {
    return (await maybeOne(this.dataSource, sql.BUSINESS_OF, { customer }))?.businessId ?? null;
  }

  private async keep(businessId: string, card: SavedCard | null): Promise<void> {
    const now = this.clock.now();
    const { paymentMethod, brand, lastFour, expiryMonth, expiryYear } = card ?? NO_CARD;
    const columns = { paymentMethod, brand, lastFour, expiryMonth, expiryYear };
    await this.dataSource.transaction(async (manager) => {
      const written = await maybeOne(manager, sql.WRITE_CARD, { businessId, ...columns, now });
      if (card !== null && written?.changed === true)
        await execute(manager, sql.TRY_AGAIN, { businessId, now });
    });
  }
}

/** An address as people write it: one part on each line. */
const linesOf = ({ line1, line2, postalCode, city, state, country }: Address): string =>
  [line1, line2, [postalCode, city].filter(Boolean).join(' '), state, country].filter(Boolean).join('\n');

const NO_CARD = { paymentMethod: null, brand: null, lastFour: null, expiryMonth: null, expiryYear: null };
