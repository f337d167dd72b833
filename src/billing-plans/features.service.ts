import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, AuditService } from '../audit/index.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { beforeId, type Page, pageLimit, type PageQuery, toPage } from '../common/paging.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { DomainError } from '../common/domain-error.js';
import { type Executor, maybeOne, query } from '../database/sql.js';
import { UnknownFeature } from './plan.errors.js';
import { type FeatureView, featureView, type PublicFeatureView, publicFeatureView } from './feature.view.js';
import type { Feature, FeatureKind, NewFeature } from './plan.js';
import type { EditFeatureDto } from './feature.dto.js';
import * as sql from './features.sql.js';

/** The built-in feature of seats: one for each person of a business. Only the service itself allocates it. */
export const SEATS = 'seats';

@Injectable()
export class FeaturesService {
  private readonly kinds = new Map<string, Promise<FeatureKind | null>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  async list(page: PageQuery): Promise<Page<FeatureView>> {
    const rows = await query(this.dataSource, sql.LIST, {
      before: beforeId(page),
      limit: pageLimit(page) + 1,
    });
    return toPage(rows, page, featureView);
  }

  async listPublic(page: PageQuery): Promise<Page<PublicFeatureView>> {
    const values = { before: beforeId(page), limit: pageLimit(page) + 1 };
    return toPage(await query(this.dataSource, sql.LIST_PUBLIC, values), page, publicFeatureView);
  }

  /**
   * The kind of a feature; null if there is none. A kind is remembered, because it never changes and a feature is never
   * deleted. Requests at the same time share one query, and are answered in the order of arrival.
   */
  kindOf(key: string): Promise<FeatureKind | null> {
    const known = this.kinds.get(key);
    if (known !== undefined) return known;
    const reading = this.find(this.dataSource, [key]).then(([feature]) => feature?.kind ?? null);
    this.kinds.set(key, reading);
    const drop = () => this.kinds.delete(key);
    reading.then((kind) => kind ?? drop(), drop);
    return reading;
  }

  /** Every feature there is, by key. */
  all(on: Executor): Promise<Feature[]> {
    return query(on, sql.ALL);
  }

  /** The features of these keys that exist. */
  find(on: Executor, keys: string[]): Promise<Feature[]> {
    return query(on, sql.FIND, { keys });
  }

  /** Calls `createIn` in its own transaction. */
  create(operator: OperatorPrincipal, body: NewFeature): Promise<FeatureView> {
    return this.dataSource.transaction((manager) => this.createIn(manager, operator, body, this.clock.now()));
  }

  /** Calls `editIn` in its own transaction. */
  edit(operator: OperatorPrincipal, key: string, body: EditFeatureDto): Promise<FeatureView> {
    return this.dataSource.transaction((manager) =>
      this.editIn(manager, operator, key, body, this.clock.now()),
    );
  }

  /** @throws DomainError `code_taken` when there is a feature of this key, retired or not. */
  async createIn(manager: EntityManager, by: Actor, body: NewFeature, now: Date): Promise<FeatureView> {
    const feature = await this.insert(manager, body, now);
    if (feature === null) throw new DomainError('code_taken', `There is a feature "${body.key}" already.`);
    const { key, name, unit, kind } = body;
    await this.audit.recordForOperators(manager, {
      by,
      action: 'feature.created',
      target: { kind: 'feature', id: key },
      after: { key, name, unit, kind },
    });
    return featureView(feature);
  }

  /** Inserts the feature. Returns null and writes nothing when its key is taken. */
  async insert(manager: EntityManager, feature: NewFeature, now: Date): Promise<Feature | null> {
    const { key, name, unit, kind } = feature;
    const row = await maybeOne(manager, sql.INSERT, { id: newId(), key, name, unit, kind, now });
    return row ?? null;
  }

  /**
   * Renames or retires a feature. Its key and kind never change: counters and limits depend on them.
   *
   * @throws DomainError `unknown_feature`; `managed_feature` when `seats` would be retired.
   */
  async editIn(
    manager: EntityManager,
    by: Actor,
    key: string,
    body: EditFeatureDto,
    now: Date,
  ): Promise<FeatureView> {
    const values = {
      key,
      name: body.name ?? null,
      unit: body.unit ?? null,
      retired: body.retired ?? null,
      now,
    };
    const feature = await maybeOne(manager, sql.UPDATE, values);
    if (feature === undefined) throw new UnknownFeature(key);
    if (key === SEATS && feature.retiredAt !== null)
      throw new DomainError('managed_feature', 'Seats are held by the service itself and cannot be retired.');
    await this.audit.recordForOperators(manager, {
      by,
      action: 'feature.edited',
      target: { kind: 'feature', id: key },
      after: { ...body },
    });
    return featureView(feature);
  }
}
