/**
 * Runs `work` with a signal that aborts after `ms`, or when `stopped` aborts. It does not use `AbortSignal.any`: in Node.js 20 a
 * long-lived signal keeps every signal that was made from it.
 */
export async function within<T>(
  ms: number,
  stopped: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const stop = () => ended.abort(stopped.reason);
  const late = setTimeout(() => ended.abort(new Error(`It took longer than ${ms / 1_000} s.`)), ms);
  stopped.addEventListener('abort', stop, { once: true });
  try {
    stopped.throwIfAborted();
    return await work(ended.signal);
  } finally {
    clearTimeout(late);
    stopped.removeEventListener('abort', stop);
  }
}
