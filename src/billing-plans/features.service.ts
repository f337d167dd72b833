import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { actorOf, AuditService } from '../audit/index.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { afterId, type Page, pageLimit, type PageQuery, toPage } from '../common/paging.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { DomainError } from '../common/domain-error.js';
import { type Executor, maybeOne, query, statement } from '../database/sql.js';
import { type FeatureView, featureView } from './feature.view.js';
import type { Feature, FeatureKind, NewFeature } from './plan.js';

/** A built-in feature that only the service holds: one for every person of a business. */
export const SEATS = 'seats';

/** A change of a feature: its name, and whether it is retired. */
export interface FeatureEdit {
  name?: string;
  unit?: string;
  retired?: boolean;
}

const COLUMNS = 'id, key, name, unit, kind, retired_at AS "retiredAt"';
const FIND = statement<Feature, { keys: string[] }>(
  'feature_find',
  `SELECT ${COLUMNS} FROM features WHERE key = ANY ($keys)`,
);
const ALL = statement<Feature>('feature_all', `SELECT ${COLUMNS} FROM features ORDER BY key`);
const LIST = statement<Feature, { before: string; limit: number }>(
  'feature_list',
  `SELECT ${COLUMNS} FROM features WHERE id < $before ORDER BY id DESC LIMIT $limit`,
);
const INSERT = statement<
  Feature,
  { id: string; key: string; name: string; unit: string; kind: string; now: Date }
>(
  'feature_insert',
  `INSERT INTO features (id, key, name, unit, kind, created_at) VALUES ($id, $key, $name, $unit, $kind, $now)
   ON CONFLICT (key) DO NOTHING RETURNING ${COLUMNS}`,
);
const UPDATE = statement<
  Feature,
  { key: string; name: string | null; unit: string | null; retired: boolean | null; now: Date }
>(
  'feature_update',
  `UPDATE features SET name = COALESCE($name, name), unit = COALESCE($unit, unit),
          retired_at = CASE $retired::boolean WHEN true THEN COALESCE(retired_at, $now) WHEN false THEN NULL ELSE retired_at END
   WHERE key = $key RETURNING ${COLUMNS}`,
);

@Injectable()
export class FeaturesService {
  private readonly kinds = new Map<string, Promise<FeatureKind | null>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  async list(page: PageQuery): Promise<Page<FeatureView>> {
    const rows = await query(this.dataSource, LIST, { before: afterId(page), limit: pageLimit(page) + 1 });
    return toPage(rows, page, featureView);
  }

  /**
   * The kind of a feature. Null when there is no such feature. It is remembered, because a kind never changes and a feature is
   * never deleted. Requests at the same time are answered in the order of arrival.
   */
  kindOf(key: string): Promise<FeatureKind | null> {
    const known = this.kinds.get(key);
    if (known !== undefined) return known;
    const asked = this.find(this.dataSource, [key]).then(([feature]) => feature?.kind ?? null);
    this.kinds.set(key, asked);
    const drop = () => this.kinds.delete(key);
    asked.then((kind) => kind ?? drop(), drop);
    return asked;
  }

  /** Every feature there is, by key. */
  all(on: Executor): Promise<Feature[]> {
    return query(on, ALL);
  }

  /** The features of these keys that exist. */
  find(on: Executor, keys: string[]): Promise<Feature[]> {
    return query(on, FIND, { keys });
  }

  /** @throws DomainError `code_taken` when there is a feature of this key, retired or not. */
  async create(operator: OperatorPrincipal, body: NewFeature): Promise<FeatureView> {
    const now = this.clock.now();
    return this.dataSource.transaction(async (manager) => {
      const feature = await this.insert(manager, body, now);
      if (feature === null) throw new DomainError('code_taken', `There is a feature "${body.key}" already.`);
      const entry = {
        action: 'feature.created',
        target: { kind: 'feature', id: body.key },
        after: { ...body },
      };
      await this.audit.recordForOperators(manager, { actor: actorOf(operator), ...entry }, now);
      return featureView(feature);
    });
  }

  /** Inserts the feature. Answers null and writes nothing when its key is taken. */
  async insert(manager: EntityManager, feature: NewFeature, now: Date): Promise<Feature | null> {
    const { key, name, unit, kind } = feature;
    const row = await maybeOne(manager, INSERT, { id: newId(), key, name, unit, kind, now });
    return row ?? null;
  }

  /**
   * Renames or retires a feature. Its key and kind never change: counters and limits depend on them.
   *
   * @throws DomainError `unknown_feature`; `managed_feature` when `seats` would be retired.
   */
  async edit(operator: OperatorPrincipal, key: string, body: FeatureEdit): Promise<FeatureView> {
    const now = this.clock.now();
    return this.dataSource.transaction(async (manager) => {
      const values = {
        key,
        name: body.name ?? null,
        unit: body.unit ?? null,
        retired: body.retired ?? null,
        now,
      };
      const feature = await maybeOne(manager, UPDATE, values);
      if (feature === undefined)
        throw new DomainError('unknown_feature', `There is no feature "${key}".`, { feature: key });
      if (key === SEATS && feature.retiredAt !== null) {
        throw new DomainError(
          'managed_feature',
          'Seats are held by the service itself and cannot be retired.',
        );
      }
      const entry = { action: 'feature.edited', target: { kind: 'feature', id: key }, after: { ...body } };
      await this.audit.recordForOperators(manager, { actor: actorOf(operator), ...entry }, now);
      return featureView(feature);
    });
  }
}
