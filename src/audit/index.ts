export { AuditModule } from './audit.module.js';
export {
  type Actor,
  type AuditedChange,
  type AuditEntry,
  AuditService,
  SYSTEM,
  type SystemActor,
} from './audit.service.js';
export { readAllForCustomer } from './customer-audit.js';
