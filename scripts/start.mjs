import { buildIfStale } from './build.mjs';
import { run } from './built.mjs';

const PARENT_POLL_MS = 200;

// A signal while building ends the compiler; nothing else runs yet.
const asked = new AbortController();
const stop = () => asked.abort();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
for (const signal of signals) process.on(signal, stop);
if (process.env.npm_lifecycle_event !== undefined) stopWithNpm();

try {
  await buildIfStale(asked.signal);
} catch (error) {
  if (!asked.signal.aborted) {
    console.error(`Tenure could not be built. ${error.message}`);
    process.exit(1);
  }
}
if (asked.signal.aborted) process.exit(0);

// In this very process, so that a signal to it reaches the server.
await run('main');
// From here on main.js listens to signals.
for (const signal of signals) process.off(signal, stop);
if (asked.signal.aborted) process.kill(process.pid, 'SIGTERM');

/**
 * npm starts a shell, and that starts this process. A signal to npm reaches the shell alone, which ends and says nothing:
 * so it is its end that tells us to stop. Windows gives nobody another parent; there, Ctrl-C reaches everybody.
 */
function stopWithNpm() {
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    process.kill(process.pid, 'SIGTERM');
  }, PARENT_POLL_MS);
  look.unref();
}
