export { AuditModule } from './audit.module.js';
export { type Actor, actorOf, AuditService, SYSTEM } from './audit.service.js';
