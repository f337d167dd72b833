import { DomainError } from '../../common/domain-error.js';

export const keyReused = (): DomainError =>
  new DomainError(
    'idempotency_key_reused',
    'This idempotency key was used for another request. Make a new one.',
  );

export const keyInProgress = (): DomainError =>
  new DomainError('idempotency_in_progress', 'A request with this idempotency key is under way. Try again.');

export const alreadyRefunded = (): DomainError =>
  new DomainError('already_refunded', 'All units of this spend were given back already.');
