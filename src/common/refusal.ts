import type { FieldError, ProblemCode } from './problems.js';

/** What explains a problem beside its code. `status` is taken: in RFC 9457 it is the HTTP status; a state is `state`. */
type Members = Readonly<Record<string, unknown>> & { readonly status?: never };

/**
 * A polite no. Thrown by services, which know no HTTP; one filter turns it into a problem document.
 * `members` stand in the answer beside `code` and `detail`, so they hold nothing secret.
 */
export class Refusal extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly members: Members = {},
    /** Where one code stands for two statuses (a closed business: 403 for its people, 409 for operators). */
    readonly status?: number,
    /** What the answer says in its head, such as when to come again. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.name = new.target.name;
  }
}

/** Input that names its wrong fields. */
export class ValidationFailed extends Refusal {
  constructor(readonly errors: FieldError[]) {
    super('validation_failed', errors.map((error) => `${error.field}: ${error.message}`).join('; '), {
      errors,
    });
  }
}

/** Unknown, or another tenant's: the two cannot be told apart. */
export class NotFound extends Refusal {
  constructor(what: string) {
    super('not_found', `There is no such ${what}.`);
  }
}
