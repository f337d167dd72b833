export { BillingPlansModule } from './billing-plans.module.js';
export { BillingPlansService, unknownPlan, type Unlocking } from './billing-plans.service.js';
export { SEATS } from './features.service.js';
export { LimitsProperty } from './plan.schema.js';
export {
  comparePricePerDay,
  type FeatureKind,
  type Interval,
  type Limits,
  type Plan,
  type Price,
  sameInterval,
} from './plan.js';
export { IntervalView, PriceView } from './plan.view.js';
export { RunningCycles } from './running-cycles.js';
