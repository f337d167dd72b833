export { wrongCredentials } from './rate-limits.errors.js';
export { RateLimitsModule } from './rate-limits.module.js';
export { RateLimitsService } from './rate-limits.service.js';
