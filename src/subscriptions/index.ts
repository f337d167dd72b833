export { RenewalLoopService } from './renewals/renewal-loop.service.js';
export { RunningCyclesModule } from './running-cycles.module.js';
export type { ChangedBy } from './subscription/change-rules.js';
export { SubscriptionStateView, SubscriptionView } from './subscription/subscription.view.js';
export { SubscriptionsService } from './subscription/subscriptions.service.js';
export { SubscriptionsModule } from './subscriptions.module.js';
export { TestClocksService } from './test-clocks/test-clocks.service.js';
