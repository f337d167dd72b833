import type { MembersOf } from './problem-members.js';
import { type FieldError, type ProblemCode, PROBLEMS } from './problems.js';

type Headers = Readonly<Record<string, string>>;

/** The further arguments of a `DomainError`, after code and detail: the members of its code, a status and headers. */
export type ProblemArguments<C extends ProblemCode> =
  Readonly<Record<string, never>> extends MembersOf<C>
    ? [members?: MembersOf<C>, status?: number, headers?: Headers]
    : [members: MembersOf<C>, status?: number, headers?: Headers];

/**
 * A refusal with a stable code. Services throw it and know no HTTP; one filter turns it into a problem document. `members` are
 * those that `PROBLEM_MEMBERS` declares for the code. They are part of the answer, so they hold nothing secret.
 */
export class DomainError<C extends ProblemCode = ProblemCode> extends Error {
  readonly members: Readonly<Record<string, unknown>>;
  /** Set only for a code with two statuses: a closed business is 403 for its people and 409 for operators. */
  readonly status: number | undefined;
  /** Headers of the answer, such as `Retry-After`. */
  readonly headers: Headers;

  constructor(
    readonly code: C,
    readonly detail: string,
    ...[members, status, headers = {}]: ProblemArguments<C>
  ) {
    super(detail);
    this.name = new.target.name;
    this.members = members ?? {};
    this.status = status;
    this.headers = headers;
  }
}

/** Whether a request was refused, so that it did nothing: its status is below 500. After other errors that is not known. */
export const didNothing = (error: unknown): error is DomainError =>
  error instanceof DomainError && (error.status ?? PROBLEMS[error.code as ProblemCode].status) < 500;

/** The most wrong fields in an answer. Without a limit, a small request could cause a large answer. */
const MOST_ERRORS = 20;
/** The longest field name in an answer. A longer one is cut. */
const LONGEST_NAME = 100;

const shortened = (name: string): string =>
  name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME)}…`;

/** The input is wrong. The answer names the wrong fields, at most twenty of them. */
export class ValidationFailed extends DomainError<'validation_failed'> {
  constructor(wrong: FieldError[]) {
    const errors = wrong
      .slice(0, MOST_ERRORS)
      .map(({ field, message }) => ({ field: shortened(field), message }));
    super('validation_failed', errors.map(({ field, message }) => `${field}: ${message}`).join('; '), {
      errors,
    });
  }
}

/** The object is unknown, or it belongs to another tenant. The caller cannot tell which of the two. */
export class NotFound extends DomainError<'not_found'> {
  constructor(what: string) {
    super('not_found', `There is no such ${what}.`);
  }
}

/** The object is in a state that does not allow what was asked. */
export class WrongState extends DomainError<'wrong_state'> {
  constructor(state: string, detail: string) {
    super('wrong_state', detail, { state });
  }
}

/** The session of the caller was valid when the request began, and has ended since. */
export const sessionEnded = (): DomainError =>
  new DomainError('unauthenticated', 'The session has ended. Log in again.');
