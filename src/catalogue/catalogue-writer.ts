import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SYSTEM } from '../audit/index.js';
import {
  type Afterwards,
  type WhenUnpaid,
  FeaturesService,
  PlanEditorService,
  type PlanEdit,
} from '../billing-plans/index.js';
import type { Catalogue, CataloguePlan } from './catalogue.js';
import type { Difference } from './difference.js';

interface Change {
  present: Catalogue;
  wanted: Catalogue;
  differences: Difference[];
}

/**
 * Writes the differences by the edits that operators have, in an order in which each edit is allowed: features before the plans
 * that limit them, a plan before the plans that switch to it, the new default before the old one is hidden, and at the end what
 * is taken off sale.
 */
@Injectable()
export class CatalogueWriter {
  constructor(
    private readonly features: FeaturesService,
    private readonly editor: PlanEditorService,
  ) {}

  async write(manager: EntityManager, { present, wanted, differences }: Change, now: Date): Promise<void> {
    await this.writeFeatures(manager, wanted, differences, now);
    const hidden: string[] = [];
    const missing = new Set(wanted.plans.filter(isNewIn(present)).map(({ code }) => code));
    const incomplete: CataloguePlan[] = [];
    for (const plan of targetsFirst(wanted.plans)) {
      if (missing.delete(plan.code)) {
        const [first, later] = withoutTargets(plan, missing);
        await this.editor.create(manager, SYSTEM, first, now);
        if (later) incomplete.push(plan);
        continue;
      }
      const before = present.plans.find(({ code }) => code === plan.code) as CataloguePlan;
      const edit = editOf(plan, differences);
      const losesDefault = before.isDefault && !plan.isDefault && edit.visibility === 'hidden';
      if (losesDefault) {
        delete edit.visibility;
        hidden.push(plan.code);
      }
      await this.edit(manager, plan, edit, before.archived && !plan.archived, now);
    }
    for (const { code, whenCycleEnds, whenTrialEnds, whenUnpaid } of incomplete)
      await this.editor.edit(manager, SYSTEM, code, { whenCycleEnds, whenTrialEnds, whenUnpaid }, now);
    for (const code of hidden) await this.editor.edit(manager, SYSTEM, code, { visibility: 'hidden' }, now);
    await this.takeOffSale(manager, present, wanted, differences, now);
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
        await this.features.createIn(manager, SYSTEM, { key, name, unit, kind }, now);
        continue;
      }
      const edit = {
        ...(ofFeature.some(({ field }) => field === 'name') && { name }),
        ...(ofFeature.some(({ field }) => field === 'unit') && { unit }),
        ...(ofFeature.some(({ sign }) => sign === '+') && { retired: false }),
      };
      if (Object.keys(edit).length > 0) await this.features.editIn(manager, SYSTEM, key, edit, now);
    }
  }

  /**
   * Edits a plan. An archived plan cannot be the default, so a plan that comes back on sale becomes the default only after that.
   */
  private async edit(
    manager: EntityManager,
    { code }: CataloguePlan,
    { isDefault, ...edit }: PlanEdit,
    comesBack: boolean,
    now: Date,
  ): Promise<void> {
    const first = comesBack ? edit : { ...edit, ...(isDefault && { isDefault }) };
    if (Object.keys(first).length > 0) await this.editor.edit(manager, SYSTEM, code, first, now);
    if (!comesBack) return;
    await this.editor.unarchive(manager, SYSTEM, code);
    if (isDefault) await this.editor.edit(manager, SYSTEM, code, { isDefault }, now);
  }

  /**
   * Archives plans and retires features. A plan is archived before its targets, because a plan that another one on sale switches
   * to cannot be archived.
   */
  private async takeOffSale(
    manager: EntityManager,
    present: Catalogue,
    wanted: Catalogue,
    differences: Difference[],
    now: Date,
  ): Promise<void> {
    const gone = (kind: string) =>
      new Set(differences.filter((one) => one.kind === kind && one.sign === '-').map(({ id }) => id));
    const plans = gone('plan');
    const outside = present.plans.filter(({ code }) => wanted.plans.every((plan) => plan.code !== code));
    for (const { code } of targetsFirst([...outside, ...wanted.plans]).toReversed())
      if (plans.has(code)) await this.editor.archive(manager, SYSTEM, code, now);
    for (const key of gone('feature'))
      await this.features.editIn(manager, SYSTEM, key, { retired: true }, now);
  }
}

const isNewIn = (present: Catalogue) => (plan: CataloguePlan) =>
  present.plans.every(({ code }) => code !== plan.code);

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

/** The plan without its switches to plans that do not exist yet, and whether any was left out. */
function withoutTargets(plan: CataloguePlan, missing: ReadonlySet<string>): [CataloguePlan, boolean] {
  const waits = (afterwards: Afterwards | WhenUnpaid) => missing.has(targetOf(afterwards) ?? '');
  const { whenCycleEnds, whenTrialEnds, whenUnpaid } = plan;
  if (!waits(whenCycleEnds) && !waits(whenTrialEnds) && !waits(whenUnpaid)) return [plan, false];
  return [
    {
      ...plan,
      whenCycleEnds: waits(whenCycleEnds) ? 'renew' : whenCycleEnds,
      whenTrialEnds: waits(whenTrialEnds) ? 'renew' : whenTrialEnds,
      whenUnpaid: waits(whenUnpaid) ? null : whenUnpaid,
    },
    true,
  ];
}
