export { BillingPlansModule } from './billing-plans.module.js';
export { BillingPlansService, type Unlocking } from './billing-plans.service.js';
export { UnknownFeature, UnknownPlan } from './plan.errors.js';
export { decimalsOf, refuseUnchargeablePrice } from './currency.js';
export { CreateFeatureDto } from './feature.dto.js';
export { FeaturesService, SEATS } from './features.service.js';
export { toVersionTerms, type VersionTermsRow } from './plan.rows.js';
export { AfterwardsProperty, LimitsProperty, WhenUnpaidProperty } from './plan.properties.js';
export {
  type Afterwards,
  type WhenUnpaid,
  comparePricePerDay,
  type CompletePlan,
  type FeatureKind,
  immutableChanges,
  type ImmutablePart,
  type Interval,
  isEqual,
  type Limits,
  MAX_TRIAL_DAYS,
  type Plan,
  type PlanEdit,
  type Price,
  sameInterval,
  VERSION_TERMS,
  withDefaults,
} from './plan.js';
export { CreatePlanDto, PriceDto } from './plan.dto.js';
export { PlanWriterService } from './plan-writer.service.js';
export { PlanEditsService } from './plan-edits.service.js';
export { IntervalView, PriceView } from './plan.view.js';
export { RunningCycles } from './running-cycles.js';
export { limitsOf, VERSION_COLUMNS } from './version-columns.sql.js';
