import { DomainError } from '../common/domain-error.js';
import type { Role } from '../common/principal.js';

/** The error of a caller who handed the business over, or left it, while the request waited. `role` is the present role, if any. */
export const notOwnerAnyMore = (role: Role | null): DomainError =>
  new DomainError('role_too_low', 'You are not the owner any more.', { role });
