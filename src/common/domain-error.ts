import type { MembersOf } from './problem-members.js';
import type { FieldError, ProblemCode } from './problems.js';

type Headers = Readonly<Record<string, string>>;

/** What stands behind code and detail: the members that the code has, if any, a status and headers. */
export type Explained<C extends ProblemCode> =
  Readonly<Record<string, never>> extends MembersOf<C>
    ? [members?: MembersOf<C>, status?: number, headers?: Headers]
    : [members: MembersOf<C>, status?: number, headers?: Headers];

/**
 * A polite no. Thrown by services, which know no HTTP; one filter turns it into a problem document.
 * `members` are those that `PROBLEM_MEMBERS` declares for the code. They stand in the answer beside `code` and `detail`,
 * so they hold nothing secret.
 */
export class DomainError<C extends ProblemCode = ProblemCode> extends Error {
  readonly members: Readonly<Record<string, unknown>>;
  /** Where one code stands for two statuses (a closed business: 403 for its people, 409 for operators). */
  readonly status: number | undefined;
  /** What the answer says in its head, such as when to come again. */
  readonly headers: Headers;

  constructor(
    readonly code: C,
    readonly detail: string,
    ...[members, status, headers = {}]: Explained<C>
  ) {
    super(detail);
    this.name = new.target.name;
    this.members = members ?? {};
    this.status = status;
    this.headers = headers;
  }
}

/** As many wrong fields as a person mends at once. More would let a small request ask for a large answer. */
const MOST_ERRORS = 20;
/** A field's name is repeated in the answer, so a longer one is told by its beginning. */
const LONGEST_NAME = 100;

const shortened = (name: string): string =>
  name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME)}…`;

/** Input that names its wrong fields, at most twenty of them. */
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

/** Unknown, or another tenant's: the two cannot be told apart. */
export class NotFound extends DomainError<'not_found'> {
  constructor(what: string) {
    super('not_found', `There is no such ${what}.`);
  }
}
