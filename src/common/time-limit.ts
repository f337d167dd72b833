/** Runs `work` with a signal that aborts after `ms`, or when `stopped` aborts. */
export function withTimeLimit<T>(
  ms: number,
  stopped: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return following(stopped, async (signal, end) => {
    const late = setTimeout(() => end(new Error(`It took longer than ${ms / 1_000} s.`)), ms);
    try {
      return await work(signal);
    } finally {
      clearTimeout(late);
    }
  });
}

/**
 * Runs `work` with a signal that aborts when `stopped` aborts, or when `work` calls `end`. It does not use `AbortSignal.any`: in
 * Node.js 20 a long-lived signal keeps every signal that was made from it.
 *
 * @throws the reason of `stopped` if that has aborted already; `work` does not begin then
 */
export async function following<T>(
  stopped: AbortSignal,
  work: (signal: AbortSignal, end: (reason: Error) => void) => Promise<T>,
): Promise<T> {
  stopped.throwIfAborted();
  const ended = new AbortController();
  const stop = () => ended.abort(stopped.reason);
  stopped.addEventListener('abort', stop, { once: true });
  try {
    return await work(ended.signal, (reason) => ended.abort(reason));
  } finally {
    stopped.removeEventListener('abort', stop);
  }
}
