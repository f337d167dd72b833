import { DomainError } from '../common/domain-error.js';

/** A log-in failed. The caller cannot tell whether there is such an account. */
export const wrongCredentials = (): DomainError =>
  new DomainError('invalid_credentials', 'The e-mail or the password is wrong.');
