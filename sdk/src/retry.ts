import { errorOf, secondsToWait, Unreachable } from './errors.js';

export type Fetch = (request: Request, init?: RequestInit) => Promise<Response>;

export interface RetryOptions {
  /** How often a request is sent at most. The default is 4. */
  attempts?: number;
  /**
   * How long one attempt may take, in milliseconds. The default is 5,000 for usage, entitlements, allocations and log-ins, else
   * 25,000: the service may have to wait for the payment provider.
   */
  timeout?: number;
  /**
   * How long all attempts and the pauses between them may take, in milliseconds. The default is 15,000 for usage, entitlements,
   * allocations and log-ins, else 75,000.
   */
  total?: number;
  /** The longest first pause, in milliseconds. It doubles for each further pause. The default is 100. */
  pause?: number;
}

/**
 * A request with this header may be sent again, whatever its method is. The value says for how many milliseconds. The header itself
 * is not sent.
 */
export const REPEATABLE = 'x-tenure-repeatable';
const REPEATABLE_METHODS = /GET|PUT|DELETE/;
/** Statuses that can be over in a moment. */
const RETRIED = [429, 502, 503, 504];
/** The ends of the paths on which the service honours an idempotency key. It ignores the key elsewhere. */
const KEYED = /\/(usage|refund|credits)$/;
/** Paths that never wait for the payment provider, and whose callers are often in a hurry. */
const QUICK = /\/v1\/(usage|entitlements|allocations|auth)\b/;
/** Content types of the service that are not JSON: lists as CSV, and exports. */
const FILES = /csv|gzip/;
/** The longest time of a timer. It fires at once if the time is longer. */
const LONGEST = 2 ** 31 - 1;

/**
 * Retries failed requests that are safe to send again: after a network failure, a time-out, an answer that is not one of the
 * service, 429, 502, 503, 504 and 409 `idempotency_in_progress`. The pauses are random. They are at least as long as `Retry-After`
 * says, if the remaining time allows it. A redirect, and an answer below 500 that is not one of the service, end as `Unreachable`,
 * except for 400 and 413.
 *
 * @throws Unreachable when the last attempt had no answer of the service; the reason of the request's signal when it is aborted
 */
export function retrying(
  send: Fetch,
  { attempts = 4, timeout, total, pause = 100 }: RetryOptions = {},
): Fetch {
  return async (request) => {
    const patience = QUICK.test(request.url) ? 5_000 : 25_000;
    const repeatable = request.headers.get(REPEATABLE);
    request.headers.delete(REPEATABLE);
    const until = Date.now() + Math.min(total ?? 3 * patience, Number(repeatable ?? Infinity));
    const isRepeatable =
      repeatable !== null ||
      REPEATABLE_METHODS.test(request.method) ||
      (request.headers.has('idempotency-key') && KEYED.test(request.url));
    for (let attempt = 1; ; attempt += 1) {
      const isLast = !isRepeatable || attempt >= attempts;
      const ms = Math.min(timeout ?? patience, until - Date.now());
      const result = await once(send, isLast ? request : request.clone(), ms).catch((error: unknown) => {
        request.signal.throwIfAborted();
        return new Unreachable(error);
      });
      const failed = result instanceof Unreachable;
      const told = failed ? result.retryAfter : secondsToWait(result.headers);
      const wait = Math.max((told ?? 0) * 1000, Math.random() * pause * 2 ** (attempt - 1));
      const isOver = isLast || Date.now() + wait >= until;
      if (isOver || !(failed || isRetried(result.status, await codeOf(result)))) {
        if (failed) throw result;
        return result;
      }
      await new Promise<void>((resolve) => {
        const stop = after(wait, request.signal, () => resolve(stop()));
      });
    }
  };
}

export const isRetried = (status: number, code: unknown): boolean =>
  RETRIED.includes(status) || code === 'idempotency_in_progress';

/** The code of an answer that is a problem. The body can still be read afterwards. */
export async function codeOf(response: Response): Promise<unknown> {
  const body = response.ok ? null : await jsonOf(response);
  return (body as { code?: unknown } | null)?.code;
}

const jsonOf = (response: Response): Promise<unknown> =>
  response
    .clone()
    .json()
    .catch(() => null);

/**
 * Sends a request once. The time-out includes the body, so an answer that breaks off counts as no answer. Only a file may take
 * longer: it is handed on as it comes, and it ends with the signal of the request.
 */
async function once(send: Fetch, request: Request, ms: number): Promise<Response> {
  const { signal } = request;
  const ended = new AbortController();
  const end = () => ended.abort(signal.reason ?? new Error(`no answer in ${ms} ms`));
  const stop = after(ms, signal, end);
  try {
    signal.throwIfAborted();
    // A redirect would take the key to another host, and make a GET of a POST. Not every platform knows `redirect: 'error'`.
    const response = await send(request, { signal: ended.signal, redirect: 'manual' });
    if (response.ok && FILES.test(response.headers.get('content-type') ?? '')) {
      signal.onabort = end;
      // In Node.js the signal of a request that was collected ends nothing any more. So the body keeps its request.
      (response.body as ReadableStream & { request?: Request }).request = request;
      return response;
    }
    const body = await response.arrayBuffer();
    const { ok, status } = response;
    // The status is 0 where a browser hides the redirect, and no response can be made of it.
    if (!ok && status < 400) throw errorOf(response, null);
    const whole = new Response(body.byteLength > 0 ? body : null, response);
    // Something else can answer in the place of the service, such as a proxy. Any other 200 and 201 of the service is JSON, and its
    // refusals have a code. A 400 and a 413 stay, because the request would be refused each time.
    const isOurs = ok
      ? status > 201 || (await jsonOf(whole))
      : status > 499 || status === 400 || status === 413 || typeof (await codeOf(whole)) === 'string';
    if (!isOurs) throw errorOf(whole, null);
    return whole;
  } finally {
    stop();
  }
}

/** Does `work`, but rejects with the reason of the signal as soon as it is aborted. The work goes on. */
export async function unlessAborted<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(signal?.reason as Error);
    signal?.addEventListener('abort', stop);
    work()
      .finally(() => signal?.removeEventListener('abort', stop))
      .then(resolve, reject);
  });
}

/** Calls `act` after `ms`, and when the signal is aborted. Returns a function that stops both. */
function after(ms: number, signal: AbortSignal, act: () => void): () => void {
  const timer = setTimeout(act, Math.min(ms, LONGEST));
  signal.addEventListener('abort', act);
  return () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', act);
  };
}
