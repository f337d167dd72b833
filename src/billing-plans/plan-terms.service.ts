import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { FieldError } from '../common/problems.js';
import { DomainError, ValidationFailed, WrongState } from '../common/domain-error.js';
import { maybeOne } from '../database/sql.js';
import { UnknownFeature, UnknownPlan } from './plan.errors.js';
import { FeaturesService } from './features.service.js';
import type { Afterwards, Feature, Limits, Plan, WhenUnpaid } from './plan.js';
import * as sql from './plans.sql.js';

/** The state of a feature that no plan may begin to limit. */
export const RETIRED_STATE = { retired: 'a limit names a feature that is retired' };

/** The terms of a plan that refer to other parts of the catalogue. */
export type Terms = Partial<Pick<Plan, 'whenCycleEnds' | 'whenTrialEnds' | 'whenUnpaid' | 'limits'>>;

/** Checks whether the terms of a plan fit the rest of the catalogue. */
@Injectable()
export class PlanTermsService {
  constructor(private readonly features: FeaturesService) {}

  /** Refuses terms that do not fit, before anything is written. Terms that the plan already had in `before` may stay. */
  async check(manager: EntityManager, code: string, terms: Terms, before: Plan | null): Promise<void> {
    const { limits = {} } = terms;
    const features = await this.features.find(manager, Object.keys(limits));
    refuseWrongKinds(limits, features);
    refuseUnknown(limits, features);
    const targets = targetsOf(terms).filter((target) => target !== code);
    const archived = await this.archivedAmong(manager, targets);
    refuseRetired(features, before);
    const kept = before === null ? [] : targetsOf(before);
    refuseArchived(archived.filter((target) => !kept.includes(target)));
  }

  /** @throws DomainError `plan_archived` when the plan switches to another one that is not on sale, and not among `returning` */
  async checkTargets(manager: EntityManager, plan: Plan, returning: readonly string[]): Promise<void> {
    const targets = targetsOf(plan).filter((target) => target !== plan.code && !returning.includes(target));
    refuseArchived(await this.archivedAmong(manager, targets));
  }

  private async archivedAmong(manager: EntityManager, codes: string[]): Promise<string[]> {
    const archived: string[] = [];
    for (const code of codes) {
      const plan = await maybeOne(manager, sql.FIND_PLAN, { code });
      if (plan === undefined) throw new UnknownPlan(code);
      if (plan.archivedAt !== null) archived.push(code);
    }
    return archived;
  }
}

const targetsOf = ({ whenCycleEnds, whenTrialEnds, whenUnpaid }: Terms): string[] =>
  [whenCycleEnds, whenTrialEnds, whenUnpaid].flatMap((afterwards: Afterwards | WhenUnpaid | undefined) =>
    typeof afterwards === 'object' && afterwards !== null ? [afterwards.switchTo] : [],
  );

function refuseArchived([target]: string[]): void {
  if (target !== undefined) throw new DomainError('plan_archived', `The plan "${target}" is archived.`);
}

function refuseWrongKinds(limits: Limits, features: Feature[]): void {
  const errors: FieldError[] = features
    .filter(({ key, kind }) => (kind === 'switch') !== (typeof limits[key] === 'boolean'))
    .map(({ key, kind }) => ({
      field: `limits.${key}`,
      message: kind === 'switch' ? 'must be true or false' : 'must be an integer, or null for unlimited',
    }));
  if (errors.length > 0) throw new ValidationFailed(errors);
}

function refuseUnknown(limits: Limits, features: Feature[]): void {
  const unknown = Object.keys(limits).find((key) => !features.some((feature) => feature.key === key));
  if (unknown === undefined) return;
  throw new UnknownFeature(unknown);
}

function refuseRetired(features: Feature[], before: Plan | null): void {
  const retired = features.find(
    ({ key, retiredAt }) => retiredAt !== null && !Object.hasOwn(before?.limits ?? {}, key),
  );
  if (retired === undefined) return;
  throw new WrongState('retired', `The feature "${retired.key}" is retired.`);
}
