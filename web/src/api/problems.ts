import { isProblem, TenureError, Unreachable } from '@tenure/sdk';

/** The text that a person reads about an error. */
export function messageOf(error: unknown): string {
  if (error instanceof Unreachable)
    return 'The service cannot be reached. Please check your connection and try again.';
  if (!(error instanceof TenureError)) return 'Something went wrong on this page. Please load it again.';
  if (error.status === 429 || error.status === 503) return `${error.problem.detail} ${whenAgain(error)}`;
  return error.problem.detail;
}

/** The error text of each field, by the field's path. */
export function fieldErrorsOf(error: unknown): Record<string, string> {
  if (!isProblem(error, 'validation_failed')) return {};
  return Object.fromEntries(error.problem.errors.map(({ field, message }) => [field, message]));
}

function whenAgain({ retryAfter }: TenureError): string {
  const seconds = Math.ceil(retryAfter ?? 0);
  if (seconds <= 1) return 'Try again in a moment.';
  if (seconds < 120) return `Try again in ${seconds} seconds.`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120
    ? `Try again in ${minutes} minutes.`
    : `Try again in ${Math.ceil(minutes / 60)} hours.`;
}
