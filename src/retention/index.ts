export { RetentionModule } from './retention.module.js';
export { DAY_MS, RetentionService } from './retention.service.js';
