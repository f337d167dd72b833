import { DomainError } from '../common/domain-error.js';

/** The error of a failed log-in. It does not show whether the account exists. */
export const wrongCredentials = (): DomainError =>
  new DomainError('invalid_credentials', 'The e-mail or the password is wrong.');
