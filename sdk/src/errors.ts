import type { components } from './schema.js';

type Schemas = components['schemas'];

/** Every problem that this release of the service documents: a union by `code`. */
export type Problem = {
  [Name in keyof Schemas]: Name extends `${string}Problem` ? Schemas[Name] : never;
}[keyof Schemas];
export type KnownCode = Problem['code'];
export type ProblemOf<Code extends KnownCode> = Extract<Problem, { code: Code }>;

/** The members of every problem, including problems that this release does not know. */
export interface AnyProblem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: KnownCode | (string & {});
}

/** An error that the service answered. Its message contains no key and no token. */
export class TenureError extends Error {
  override readonly name = 'TenureError';
  readonly code: KnownCode | (string & {});

  constructor(
    readonly status: number,
    readonly problem: Problem | AnyProblem,
    /** Seconds of the header `Retry-After`; null without the header. */
    readonly retryAfter: number | null = null,
    /** The id of the request in the service's log. */
    readonly requestId: string | null = null,
  ) {
    super(`${status} ${problem.code}: ${problem.detail}`);
    this.code = problem.code;
  }
}

/** It is not known whether the request was done: the service did not answer the last attempt, or answered with 5xx. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  readonly code = 'unreachable';
  /** Seconds of `Retry-After` if the last attempt was answered; null otherwise, or without the header. */
  readonly retryAfter: number | null;

  constructor(cause: unknown) {
    super(`Tenure cannot be reached: ${(cause as Error | undefined)?.message ?? (cause as string)}`, {
      cause,
    });
    this.retryAfter = (cause as Partial<TenureError> | undefined)?.retryAfter ?? null;
  }
}

/** Whether the service did not decide: it gave no answer, or only answers of 5xx. */
export const isUndecided = (error: unknown): error is Unreachable | TenureError =>
  error instanceof Unreachable || (error instanceof TenureError && error.status >= 500);

/** Whether an error is a certain problem. It compares the code and not the class. `error.problem` is typed afterwards. */
export function isProblem<Code extends KnownCode>(
  error: unknown,
  code: Code,
): error is TenureError & { code: Code; problem: ProblemOf<Code> } {
  return (error as Partial<TenureError> | null)?.problem?.code === code;
}

interface Answer {
  data?: unknown;
  error?: unknown;
  response: Response;
}
type DataOf<A> = A extends { error?: never; data: infer Data } ? Data : never;

/**
 * Returns the data of an answer.
 *
 * @throws TenureError when the service refuses; Unreachable when it gives no answer
 */
export async function unwrap<A extends Answer>(answer: Promise<A>): Promise<DataOf<A>> {
  const { data, error, response } = await answer;
  if (response.ok) return data as DataOf<A>;
  throw errorOf(response, error);
}

/** Returns the data of an answer. @throws Unreachable when the member `name` has another type: something else answered */
export async function dataWith<A extends Answer>(
  answer: Promise<A>,
  name: keyof DataOf<A>,
  type: string,
): Promise<DataOf<A>> {
  const data = await unwrap(answer);
  if (typeof (data as DataOf<A> | undefined)?.[name] === type) return data;
  throw new Unreachable(errorOf((await answer).response, null));
}

/** Returns the error for an answer. Its code is `not_tenure` if the body is not a problem document, such as the page of a proxy. */
export function errorOf(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  body: unknown,
): TenureError {
  const problem = isAnyProblem(body)
    ? body
    : {
        type: 'about:blank',
        title: 'Not Tenure',
        status,
        detail: 'Something else answered: check the url and proxies.',
        code: 'not_tenure',
      };
  return new TenureError(status, problem, secondsToWait(headers), headers.get('x-request-id'));
}

/** Seconds to wait before the next request; null if the answer does not say. */
export function secondsToWait(headers: Headers): number | null {
  const told = headers.get('retry-after');
  if (!told) return null;
  const seconds = Number(told);
  if (seconds >= 0) return seconds;
  const until = Date.parse(told);
  return until > 0 ? Math.max(0, (until - Date.now()) / 1000) : null;
}

const isAnyProblem = (body: unknown): body is AnyProblem =>
  typeof (body as Partial<AnyProblem> | null | undefined)?.code === 'string';
