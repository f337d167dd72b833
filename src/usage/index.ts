export { CreditView } from './credits/credits.view.js';
export { SeatsModule } from './seats.module.js';
export { UsageModule } from './usage.module.js';
export { ThresholdView } from './usage.view.js';
