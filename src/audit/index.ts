export { AuditModule } from './audit.module.js';
export { LIST_FOR_CUSTOMER, MADE_FOR_PEOPLE } from './audit.sql.js';
export { type Actor, type AuditEntry, AuditService, SYSTEM, type SystemActor } from './audit.service.js';
export { asCustomerSees } from './customer-audit.js';
