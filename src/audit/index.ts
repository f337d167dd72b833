export { AuditModule } from './audit.module.js';
export { type Actor, ActorsService, SYSTEM, type SystemActor } from './actors.service.js';
export { type AuditedChange, type AuditEntry, AuditService } from './audit.service.js';
export { readAllForCustomer } from './customer-audit.js';
