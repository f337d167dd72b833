import { secondsToWait, Unreachable } from './errors.js';

export type Fetch = (request: Request, init?: RequestInit) => Promise<Response>;

export interface RetryOptions {
  /** How often a request is sent at most. The default is 4. */
  attempts?: number;
  /** How long one attempt may take, in milliseconds. The default is 5,000. */
  timeout?: number;
  /** How long all attempts and the pauses between them may take, in milliseconds. The default is 15,000. */
  total?: number;
  /** The longest first pause, in milliseconds. It doubles for each further pause. The default is 100. */
  pause?: number;
}

/**
 * A request with this header may be sent again, whatever its method is. The value says for how many milliseconds. The header itself
 * is not sent.
 */
export const REPEATABLE = 'x-tenure-repeatable';
const REPEATABLE_METHODS = ['GET', 'HEAD', 'PUT', 'DELETE'];
const RETRIED = [429, 502, 503, 504];
const BODYLESS = [204, 205, 304];

/**
 * Retries failed requests that are safe to send again: after a network failure, a time-out, 429, 502, 503, 504 and 409
 * `idempotency_in_progress`. The pauses are random. They are at least as long as `Retry-After` says, if the remaining time allows
 * it.
 *
 * @throws Unreachable when no attempt was answered; the reason of the request's signal when it is aborted
 */
export function retrying(
  send: Fetch,
  { attempts = 4, timeout = 5_000, total = 15_000, pause = 100 }: RetryOptions = {},
): Fetch {
  return async (request) => {
    const repeatable = request.headers.get(REPEATABLE);
    request.headers.delete(REPEATABLE);
    const until = Date.now() + Math.min(total, Number(repeatable ?? Infinity));
    const most = repeatable !== null || isRepeatable(request) ? attempts : 1;
    for (let attempt = 1; ; attempt += 1) {
      const isLast = attempt >= most;
      const ms = Math.min(timeout, until - Date.now());
      const result = await once(send, isLast ? request : request.clone(), ms).catch(asUnreachable(request));
      const failed = result instanceof Unreachable;
      const told = failed ? 0 : (secondsToWait(result.headers) ?? 0) * 1000;
      const wait = Math.max(told, Math.random() * pause * 2 ** (attempt - 1));
      const isOver = isLast || Date.now() + wait >= until;
      if (failed && isOver) throw result;
      if (!failed && (isOver || !(await isRetried(result)))) return result;
      await sleep(wait, request.signal);
    }
  };
}

const isRepeatable = ({ method, headers }: Request): boolean =>
  REPEATABLE_METHODS.includes(method) || headers.has('idempotency-key');

async function isRetried(response: Response): Promise<boolean> {
  return RETRIED.includes(response.status) || (await hasCode(response, 409, 'idempotency_in_progress'));
}

/** Whether an answer has this status and code. The body can still be read afterwards. */
export async function hasCode(response: Response, status: number, code: string): Promise<boolean> {
  if (response.status !== status) return false;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return (body as { code?: unknown } | null)?.code === code;
}

/** Sends a request once. The time-out includes the body, so an answer that breaks off counts as no answer. */
async function once(send: Fetch, request: Request, ms: number): Promise<Response> {
  const ended = new AbortController();
  const end = () => ended.abort(request.signal.reason);
  const timer = setTimeout(() => ended.abort(new Error(`no answer within ${ms} ms`)), ms);
  request.signal.addEventListener('abort', end);
  try {
    request.signal.throwIfAborted();
    const response = await send(request, { signal: ended.signal });
    const body = await response.arrayBuffer();
    return new Response(BODYLESS.includes(response.status) ? null : body, response);
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener('abort', end);
  }
}

const asUnreachable = (request: Request) => (error: unknown) => {
  request.signal.throwIfAborted();
  return new Unreachable(error);
};

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
