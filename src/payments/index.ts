export { ComparisonService, type Comparison } from './comparison.service.js';
export { FIND_BILLING, FIND_PROFILE } from './billing/billing.sql.js';
export { cardView } from './billing/billing.view.js';
export { LIST_CHECKOUTS } from './checkouts/checkouts.sql.js';
export { ProviderAccountService } from './provider-account.service.js';
export { PaymentsModule } from './payments.module.js';
export { pastCheckoutView } from './checkouts/checkouts.view.js';
export { KeyRefused, ProviderUnavailable } from './provider-errors.js';
export { missingRights } from './stripe/key-rights.js';
