import { currentSpan } from './spans.js';
import type { RemoteSpan } from './trace.js';

/** One request that waits, with the functions that answer its caller. */
export interface Submitted<Request, Answer> {
  request: Request;
  /** When it was submitted, as `performance.now()` says. */
  since: number;
  /** The span that waits for the answer, where spans are recorded. */
  span: RemoteSpan | undefined;
  resolve: (answer: Answer | Promise<Answer>) => void;
  reject: (error: Error) => void;
}

/**
 * What a batch returns for a request: an answer, an error for this request alone, or a promise if it takes longer than the batch.
 */
export type BatchResult<Answer> = Answer | Error | Promise<Answer>;

/** The requests that one caller submits at once. They stay in one batch. */
export type RequestsOfOne<Request, Answer> = Submitted<Request, Answer>[];

/** The requests of one caller that share one promise. `resolve` is called when the last of them is answered. */
export function submittedTogether<Request, Answer>(
  requests: Request[],
  resolve: (given: BatchResult<Answer>[]) => void,
): RequestsOfOne<Request, Answer> {
  const since = performance.now();
  const span = currentSpan();
  const given: BatchResult<Answer>[] = [];
  let missing = requests.length;
  const giveAt = (place: number) => (answer: BatchResult<Answer>) => {
    given[place] = answer;
    missing -= 1;
    if (missing === 0) resolve(given);
  };
  return requests.map((request, place) => {
    const give = giveAt(place);
    return { request, since, span, resolve: give, reject: give };
  });
}

/** The requests of one caller, each with a promise of its own. */
export function submittedBy<Request, Answer>(
  requests: Request[],
): [submitted: RequestsOfOne<Request, Answer>, answers: Promise<Answer>[]] {
  const since = performance.now();
  const span = currentSpan();
  const submitted: RequestsOfOne<Request, Answer> = [];
  const answers = requests.map(
    (request) =>
      new Promise<Answer>((resolve, reject) => submitted.push({ request, since, span, resolve, reject })),
  );
  return [submitted, answers];
}

/** Gives a request its answer, or the error in place of it. */
export function answerOne<Answer>(
  { resolve, reject }: Submitted<unknown, Answer>,
  answer: BatchResult<Answer> | undefined,
) {
  if (answer instanceof Error) reject(answer);
  else resolve(answer as Answer | Promise<Answer>);
}
