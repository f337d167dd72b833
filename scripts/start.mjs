import { buildIfStale } from './build.mjs';
import { run } from './built.mjs';
import { stopWithNpm } from './stop-with-npm.mjs';

// A signal during the build ends the compiler. Nothing else runs yet.
const asked = new AbortController();
const stop = () => asked.abort();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
for (const signal of signals) process.on(signal, stop);
stopWithNpm();

try {
  await buildIfStale(asked.signal);
} catch (error) {
  if (!asked.signal.aborted) {
    console.error(`Tenure could not be built. ${error.message}`);
    process.exit(1);
  }
}
if (asked.signal.aborted) process.exit(0);

// The server runs in this process, so that a signal to it reaches the server.
await run('main');
// From here on main.js listens to signals.
for (const signal of signals) process.off(signal, stop);
if (asked.signal.aborted) process.kill(process.pid, 'SIGTERM');
