import { isProblem, TenureError, Unreachable } from '@tenure/sdk';

/** Refusals whose text tells a program what to send, in words for people. */
const WORDS: Record<string, string> = {
  second_factor_required: 'This needs a code of your authenticator app.',
  no_default_plan: 'There is no plan to begin with. Please ask the people who run this service.',
  change_at_cycle_end:
    'Nothing has to be paid for this change now, so it takes effect when the cycle ends. Please close this and look again.',
};

/** The text that a person reads about an error. */
export function messageOf(error: unknown): string {
  if (error instanceof TenureError && error.status === 413 && isForeign(error)) return 'This is too large.';
  if (error instanceof Unreachable || isForeign(error))
    return 'The service cannot be reached. Please check your connection and try again.';
  if (!(error instanceof TenureError)) return 'Something went wrong on this page. Please load it again.';
  const { code, problem } = error;
  if ((error.status !== 429 && error.status !== 503) || isOutcomeUnknown(error))
    return WORDS[code] ?? problem.detail;
  // The text of the service can say at its end when to try again. The pages say it once.
  return `${problem.detail.replace(/ Try again[^.]*\.$/, '')} ${whenAgain(error)}`;
}

/** Whether the service refuses the request, and would refuse it again. */
export const isRefused = (error: unknown): error is TenureError =>
  error instanceof TenureError && error.status < 429 && !isForeign(error);

/** Whether the service refuses the request with one of these statuses. */
export const isRefusedWith = (error: unknown, ...statuses: number[]): boolean =>
  isRefused(error) && statuses.includes(error.status);

/** Whether a write that failed here may still have been done. A proxy that refuses a request does not pass it on. */
export const isUnknown = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof TenureError && error.status >= 500);

/** The text that a person reads about a write that failed. */
export function messageOfWrite(error: unknown): string {
  const isAnswered = error instanceof TenureError && !isForeign(error) && !isOutcomeUnknown(error);
  return isUnknown(error) && !isAnswered
    ? 'There was no answer. It is not known whether it was done. Look before you try again.'
    : messageOf(error);
}

/** Errors of fields that the page finds by itself. */
export class FieldErrors extends Error {
  constructor(readonly errors: [field: string, message: string][]) {
    super('Some fields cannot be read.');
  }
}

/**
 * Waits for a request that a password proves. The person is logged in already, so what is wrong is the password in `field`, and
 * not the e-mail address.
 */
export async function provedBy<Result>(field: string, request: Promise<Result>): Promise<Result> {
  try {
    return await request;
  } catch (error) {
    if (!isProblem(error, 'invalid_credentials')) throw error;
    throw new FieldErrors([[field, 'the password is wrong.']]);
  }
}

/** The error text of each field, by the field's path. */
export function fieldErrorsOf(error: unknown): Record<string, string> {
  if (error instanceof FieldErrors) return Object.fromEntries(error.errors);
  if (!isProblem(error, 'validation_failed')) return {};
  return Object.fromEntries(error.problem.errors.map(({ field, message }) => [field, message]));
}

/** Whether something else answered in the place of the service, such as a proxy while no server runs. */
const isForeign = (error: unknown): boolean => error instanceof TenureError && error.code === 'not_tenure';

/** Whether the service itself does not know if it was done. */
const isOutcomeUnknown = ({ code }: TenureError): boolean => code === 'outcome_unknown';

function whenAgain({ retryAfter }: TenureError): string {
  const seconds = Math.ceil(retryAfter ?? 0);
  if (seconds <= 1) return 'Try again in a moment.';
  if (seconds < 120) return `Try again in ${seconds} seconds.`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120
    ? `Try again in ${minutes} minutes.`
    : `Try again in ${Math.ceil(minutes / 60)} hours.`;
}
