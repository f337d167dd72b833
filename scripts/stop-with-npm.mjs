const PARENT_POLL_MS = 200;

/**
 * Sends this process SIGTERM when npm, which runs it, gets a signal. npm starts a shell, and that starts this process. A signal to
 * npm reaches the shell alone, which ends and says nothing: so it is its end that tells us to stop. Windows gives nobody another
 * parent; there, Ctrl-C reaches everybody.
 */
export function stopWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    process.kill(process.pid, 'SIGTERM');
  }, PARENT_POLL_MS);
  look.unref();
}
