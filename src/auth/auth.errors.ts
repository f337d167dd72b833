import { DomainError } from '../common/domain-error.js';

export const accountSuspended = (): DomainError =>
  new DomainError('account_suspended', 'The people who run this service suspended your account. Ask them.');

export const tokenSpent = (): DomainError =>
  new DomainError(
    'token_spent',
    'The link was used, replaced by a newer one, or has expired. Ask for a new one.',
  );

/** What the caller has to do next: send a code with the request, verify a code for the session, or set up a factor first. */
type SecondFactorStep = 'send_code' | 'verify' | 'set_up';

const STEPS: Record<SecondFactorStep, string> = {
  send_code: 'Send `code` too: the six digits of your authenticator app, or a recovery code.',
  verify: 'Show a code again: POST /v1/me/second-factor/verify.',
  set_up: 'Operators need a second factor here: POST /v1/me/second-factor.',
};

export const codeRequired = (next: SecondFactorStep): DomainError =>
  new DomainError('second_factor_required', STEPS[next], { next });

export const invalidCode = (): DomainError =>
  new DomainError('invalid_code', 'The code is wrong, or it was used before. Wait for the next one.');
