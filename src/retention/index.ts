export { RetentionModule } from './retention.module.js';
export { RetentionService, walk } from './retention.service.js';
