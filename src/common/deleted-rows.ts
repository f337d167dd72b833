import { isStillReferenced, violatedConstraint } from '../database/outage.js';
import { DomainError, NotFound } from './domain-error.js';

const planGone = () =>
  new DomainError('unknown_plan', 'The plan was deleted a moment ago. Choose another plan.');
const businessGone = () => new NotFound('business');

/**
 * What is answered if a row refers to another row that was deleted after it was read. The key is `<what>` in the name of the
 * foreign key, `<table>_<what>_fkey`.
 */
export const GONE: Readonly<Record<string, () => DomainError>> = {
  plan: planGone,
  plan_version: planGone,
  business: businessGone,
  // Rows of these tables are deleted only when their business is erased.
  subscription: businessGone,
  cycle: businessGone,
  counter: businessGone,
  invoice: businessGone,
  export: businessGone,
  test_clock: () => new NotFound('test clock'),
  user: () => new NotFound('person'),
  bot: () => new NotFound('bot'),
  invitation: () => new NotFound('invitation'),
  endpoint: () => new NotFound('webhook'),
  delivery: () => new NotFound('delivery'),
};
const GONE_KEY = new RegExp(`_(${Object.keys(GONE).join('|')})_fkey$`);

/** Returns the refusal of `GONE` for an error of such a foreign key; undefined for any other error. */
export const goneSince = (error: unknown): DomainError | undefined =>
  isStillReferenced(error) ? undefined : GONE[GONE_KEY.exec(violatedConstraint(error) ?? '')?.[1] ?? '']?.();
