export { RetentionModule } from './retention.module.js';
export { DAY_MS, RetentionService, walk } from './retention.service.js';
