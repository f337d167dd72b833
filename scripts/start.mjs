import { existsSync } from 'node:fs';
import { buildIfStale } from './build.mjs';
import { built } from './built.mjs';

// A signal while building ends the compiler; nothing else runs yet.
const asked = new AbortController();
const stop = () => asked.abort();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
for (const signal of signals) process.on(signal, stop);

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
const bundled = new URL('../dist/bundle/main.mjs', import.meta.url);
await (existsSync(bundled) ? import(bundled.href) : built('src/main.js'));
// From here on main.js listens to signals.
for (const signal of signals) process.off(signal, stop);
if (asked.signal.aborted) process.kill(process.pid, 'SIGTERM');
