import { DomainError } from '../common/domain-error.js';
import { BUSINESS_CLOSED, BUSINESS_SUSPENDED } from '../common/refused-business.js';

/** The error of a closed business: 403 for its people. For operators it is the state of the business that they name, so 409. */
export const businessClosed = (status: 403 | 409 = 403, detail = BUSINESS_CLOSED): DomainError =>
  new DomainError('business_closed', detail, {}, status);

export const businessSuspended = (): DomainError => new DomainError('business_suspended', BUSINESS_SUSPENDED);
