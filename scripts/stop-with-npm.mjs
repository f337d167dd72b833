const PARENT_POLL_MS = 200;

/**
 * Sends this process SIGTERM when npm, which runs it, gets a signal. npm starts a shell, and the shell starts this process. A
 * signal to npm reaches only the shell, which ends without a message. So the end of the shell tells us to stop. On Windows the
 * parent of a process never changes, but Ctrl-C reaches all processes there.
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
