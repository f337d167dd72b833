import { DomainError } from '../common/domain-error.js';

/** The error of a closed business: 403 for its people. For operators it is the state of the business that they name, so 409. */
export const businessClosed = (
  status: 403 | 409 = 403,
  detail = 'The business is closed. Its data is kept.',
): DomainError => new DomainError('business_closed', detail, {}, status);

export const businessSuspended = (): DomainError =>
  new DomainError('business_suspended', 'The business is suspended. Ask the people who run the service.');
