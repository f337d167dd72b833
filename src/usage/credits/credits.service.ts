import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BusinessesService } from '../../businesses/index.js';
import { AuditService } from '../../audit/index.js';
import { BillingPlansService } from '../../billing-plans/index.js';
import { newId } from '../../common/ids.js';
import { beforeId, type Page, pageLimit, type PageQuery, toPage } from '../../common/paging.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { NotFound, ValidationFailed } from '../../common/domain-error.js';
import { maybeOne, query } from '../../database/sql.js';
import { EventsService, previousOf } from '../../events/index.js';
import * as sql from './credits.sql.js';
import type { CreditRow } from './credits.rows.js';
import type { CreditView } from './credits.view.js';
import type { KeyedRequest } from '../idempotency/idempotency-key.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { WrongFeatureKind } from '../usage.errors.js';
import type { GrantCreditDto } from './credits.dto.js';

const DEFAULT_PRIORITY = 50;

/** Lists, grants and voids credits: extra units that begin and expire by the time of the business. */
@Injectable()
export class CreditsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly plans: BillingPlansService,
    private readonly businesses: BusinessesService,
    private readonly idempotency: IdempotencyService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  /** Lists all grants, newest first, including spent, expired and voided ones. */
  async list(businessId: string, page: PageQuery, now: Date): Promise<Page<CreditView>> {
    const values = { businessId, now, before: beforeId(page), limit: pageLimit(page) + 1 };
    return toPage(await query(this.dataSource, sql.LIST_CREDITS, values), page, (row) => row);
  }

  /**
   * Grants credits. Repeating a call with the same key grants once.
   *
   * @throws NotFound; ValidationFailed when the grant would expire before it starts, or has expired already; WrongFeatureKind;
   *   DomainError `business_closed`, `unknown_feature`, `idempotency_key_reused`, `idempotency_in_progress`.
   */
  async grant(
    operator: OperatorPrincipal,
    businessId: string,
    credit: GrantCreditDto,
    keyed: KeyedRequest | null,
  ): Promise<CreditView> {
    const { feature, amount, reason, priority = DEFAULT_PRIORITY, expiresAt = null } = credit;
    if (expiresAt !== null && credit.startsAt !== undefined && expiresAt <= credit.startsAt) throw tooEarly();
    const now = await this.businesses.timeOf(this.dataSource, businessId);
    const { kind } = await this.plans.feature(this.dataSource, feature);
    if (kind !== 'metered') throw new WrongFeatureKind(feature, kind, 'credits');
    return this.idempotency.once({ businessId, account: operator.userId }, keyed, async (manager) => {
      const startsAt = credit.startsAt ?? now;
      if (expiresAt !== null && (expiresAt <= startsAt || expiresAt <= now)) throw tooEarly();
      await this.businesses.confirmOpen(manager, businessId, operator);
      const id = newId();
      const values = { businessId, now, id, feature, amount, priority, startsAt, expiresAt, reason };
      const row = await maybeOne(manager, sql.GRANT, values);
      const target = { kind: 'credit', id };
      const entry = { by: operator, action: 'credit.granted', target, after: { ...credit } };
      await this.audit.record(manager, businessId, entry);
      const data = { credit: row };
      await this.events.record(manager, { businessId, type: 'credit.granted', data, at: now });
      return row as CreditView;
    });
  }

  /** Voids the unused rest of a grant. Used units stay used. Repeating the call changes nothing. @throws NotFound */
  async void(operator: OperatorPrincipal, businessId: string, id: string, now: Date): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const before = await maybeOne(manager, sql.LOCK, { businessId, now, id });
      if (before === undefined) throw new NotFound('credit');
      const voided = await maybeOne(manager, sql.VOID, { businessId, now, id });
      if (voided === undefined) return;
      const target = { kind: 'credit', id };
      const entry = { by: operator, action: 'credit.voided', target, after: { voidedAt: now } };
      await this.audit.record(manager, businessId, entry);
      const data = { credit: voided, previous: previousOf(before, voided) };
      await this.events.record(manager, { businessId, type: 'credit.voided', data, at: now });
    });
  }

  /** Reads the grants that can be used at `now`, by feature, in the order in which they are used. */
  async live(businessId: string, now: Date): Promise<Map<string, CreditRow[]>> {
    const byFeature = new Map<string, CreditRow[]>();
    for (const row of await query(this.dataSource, sql.LIVE, { businessId, now })) {
      byFeature.set(row.feature, [...(byFeature.get(row.feature) ?? []), row]);
    }
    return byFeature;
  }
}

const tooEarly = (): ValidationFailed =>
  new ValidationFailed([{ field: 'expiresAt', message: 'must lie after startsAt, and in the future' }]);
