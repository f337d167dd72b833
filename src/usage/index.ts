export { CreditView } from './credits/credits.view.js';
export { SeatsModule } from './seats.module.js';
export { UsageModule } from './usage.module.js';
export { ThresholdView } from './alerts/alerts.view.js';
export { LIST_ALERTS } from './alerts/alert-list.sql.js';
export { LIST_ALL_ALLOCATIONS } from './allocations/allocations.sql.js';
export { LIST_CREDITS } from './credits/credits.sql.js';
export { DAILY } from './history/history.sql.js';
