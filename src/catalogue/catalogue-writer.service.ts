import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SYSTEM } from '../audit/index.js';
import {
  type Afterwards,
  type WhenUnpaid,
  FeaturesService,
  PlanWriterService,
  type PlanEdit,
} from '../billing-plans/index.js';
import { DomainError } from '../common/domain-error.js';
import type { Catalogue, CataloguePlan } from './catalogue.js';
import { CatalogueRefused } from './catalogue-refused.error.js';
import type { Difference } from './difference.js';

interface Change {
  present: Catalogue;
  wanted: Catalogue;
  differences: Difference[];
}

/**
 * Writes the differences by the edits that operators have, in an order in which each edit is allowed: features before the plans
 * that limit them, a plan before the plans that switch to it, the new default before the old one is hidden, and at the end what
 * is taken off sale. In a circle of plans a switch is written after its target.
 */
@Injectable()
export class CatalogueWriterService {
  constructor(
    private readonly features: FeaturesService,
    private readonly writer: PlanWriterService,
  ) {}

  async write(manager: EntityManager, { present, wanted, differences }: Change, now: Date): Promise<void> {
    await this.writeFeatures(manager, wanted, differences, now);
    const presentPlans = new Map(present.plans.map((plan) => [plan.code, plan]));
    const isNew = ({ code }: CataloguePlan) => !presentPlans.has(code);
    const comesBack = ({ code, archived }: CataloguePlan) =>
      presentPlans.get(code)?.archived === true && !archived;
    const returning = wanted.plans.filter(comesBack).map(({ code }) => code);
    /** The plans that no other one can switch to yet. */
    const waiting = new Set([...wanted.plans.filter(isNew).map(({ code }) => code), ...returning]);
    const later: { code: string; edit: PlanEdit }[] = [];
    for (const plan of targetsFirst(wanted.plans)) {
      const { code } = plan;
      waiting.delete(code);
      const before = presentPlans.get(code);
      if (before === undefined) {
        const held = switchesTo(waiting, plan);
        const first = { ...plan, ...withoutSwitches(held) };
        await about(`plan ${code}`, () => this.writer.create(manager, SYSTEM, first, now));
        later.push({ code, edit: held });
        continue;
      }
      const edit = editOf(plan, differences);
      const held: PlanEdit = switchesTo(waiting, edit);
      for (const field of SWITCHES) if (held[field] !== undefined) delete edit[field];
      if (before.isDefault && !plan.isDefault && edit.visibility === 'hidden') {
        delete edit.visibility;
        held.visibility = 'hidden';
      }
      const sale = comesBack(plan) ? returning : null;
      await about(`plan ${code}`, () => this.edit(manager, code, edit, sale, now));
      later.push({ code, edit: held });
    }
    for (const { code, edit } of later)
      if (Object.keys(edit).length > 0)
        await about(`plan ${code}`, () => this.writer.edit(manager, SYSTEM, code, edit, now));
    await this.takeOffSale(manager, differences, now);
  }

  private async writeFeatures(
    manager: EntityManager,
    wanted: Catalogue,
    differences: Difference[],
    now: Date,
  ): Promise<void> {
    for (const { key, name, unit, kind } of wanted.features) {
      const ofFeature = differences.filter(({ kind: of, id }) => of === 'feature' && id === key);
      if (ofFeature.some(({ sign, field, to }) => sign === '+' && field === null && to === kind)) {
        await about(`feature ${key}`, () =>
          this.features.createIn(manager, SYSTEM, { key, name, unit, kind }, now),
        );
        continue;
      }
      const edit = {
        ...(ofFeature.some(({ field }) => field === 'name') && { name }),
        ...(ofFeature.some(({ field }) => field === 'unit') && { unit }),
        ...(ofFeature.some(({ sign }) => sign === '+') && { retired: false }),
      };
      if (Object.keys(edit).length > 0)
        await about(`feature ${key}`, () => this.features.editIn(manager, SYSTEM, key, edit, now));
    }
  }

  /**
   * Edits a plan. An archived plan cannot be the default, so a plan that comes back on sale becomes the default only after that.
   * `returning` are the plans that come back on sale together with this one; null if it does not come back.
   */
  private async edit(
    manager: EntityManager,
    code: string,
    { isDefault, ...edit }: PlanEdit,
    returning: readonly string[] | null,
    now: Date,
  ): Promise<void> {
    const first = returning === null ? { ...edit, ...(isDefault && { isDefault }) } : edit;
    if (Object.keys(first).length > 0) await this.writer.edit(manager, SYSTEM, code, first, now);
    if (returning === null) return;
    await this.writer.unarchive(manager, SYSTEM, code, returning);
    if (isDefault) await this.writer.edit(manager, SYSTEM, code, { isDefault }, now);
  }

  /** Archives plans and retires features. Plans that switch to each other leave together. */
  private async takeOffSale(manager: EntityManager, differences: Difference[], now: Date): Promise<void> {
    const gone = (kind: string) => [
      ...new Set(differences.filter((one) => one.kind === kind && one.sign === '-').map(({ id }) => id)),
    ];
    const plans = gone('plan');
    for (const code of plans)
      await about(`plan ${code}`, () => this.writer.archive(manager, SYSTEM, code, now, plans));
    for (const key of gone('feature'))
      await about(`feature ${key}`, () => this.features.editIn(manager, SYSTEM, key, { retired: true }, now));
  }
}

/** Codes of refusals that the content of the file causes. Others come from the moment, such as an outage. */
const REFUSED = new Set<string>([
  'code_taken',
  'immutable',
  'in_use',
  'managed_feature',
  'plan_archived',
  'unknown_feature',
  'unknown_plan',
  'validation_failed',
  'wrong_state',
]);

/** Does a part of the work. An error that the file causes names the feature or plan `name`. */
async function about<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError) || !REFUSED.has(error.code)) throw error;
    throw new CatalogueRefused('The catalogue cannot be applied:', [`${name}: ${error.detail}`]);
  }
}

/** The differences of the plan, as an edit. There is no edit to stop being the default: a plan stops when another becomes it. */
function editOf(plan: CataloguePlan, differences: Difference[]): PlanEdit {
  const fields = differences
    .filter(({ kind, id, field }) => kind === 'plan' && id === plan.code && field !== null)
    .map(({ field }) => String(field).split('.')[0] as keyof PlanEdit)
    .filter((field) => field !== 'isDefault' || plan.isDefault);
  return Object.fromEntries(fields.map((field) => [field, plan[field]]));
}

/** Sorts the plans, each after those that it switches to. In a circle of plans, one of them comes first. */
function targetsFirst(plans: CataloguePlan[]): CataloguePlan[] {
  const ordered = new Set<CataloguePlan>();
  const seen = new Set<CataloguePlan>();
  const visit = (plan: CataloguePlan) => {
    if (seen.has(plan)) return;
    seen.add(plan);
    for (const target of targetsOf(plan)) {
      const next = plans.find(({ code }) => code === target);
      if (next !== undefined) visit(next);
    }
    ordered.add(plan);
  };
  for (const plan of plans) visit(plan);
  return [...ordered];
}

const targetOf = (afterwards: Afterwards | WhenUnpaid): string | null =>
  typeof afterwards === 'object' && afterwards !== null ? afterwards.switchTo : null;
const targetsOf = ({ whenCycleEnds, whenTrialEnds, whenUnpaid }: CataloguePlan): (string | null)[] =>
  [whenCycleEnds, whenTrialEnds, whenUnpaid].map(targetOf);

const SWITCHES = ['whenCycleEnds', 'whenTrialEnds', 'whenUnpaid'] as const;
type Switches = Pick<PlanEdit, (typeof SWITCHES)[number]>;

/** The terms among `terms` that switch to one of these plans. */
const switchesTo = (codes: ReadonlySet<string>, terms: Switches): Switches =>
  Object.fromEntries(
    SWITCHES.filter((field) => codes.has(targetOf(terms[field] ?? null) ?? '')).map((field) => [
      field,
      terms[field],
    ]),
  );

/** Replaces terms that switch to a plan which does not exist yet. The real terms are written when the target exists. */
const withoutSwitches = ({ whenCycleEnds, whenTrialEnds, whenUnpaid }: Switches): Switches => ({
  ...(whenCycleEnds && { whenCycleEnds: 'renew' }),
  ...(whenTrialEnds && { whenTrialEnds: 'renew' }),
  ...(whenUnpaid && { whenUnpaid: null }),
});
