export { SeatsModule } from './seats.module.js';
export { UsageModule } from './usage.module.js';
