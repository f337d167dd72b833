import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

// Runs command lines of the build, one after the other, so that the service is loaded once for all of them.
const { runCommandLine } = await import(pathToFileURL(resolve('dist/src/cli/index.js')).href);

let before = Promise.resolve();
process.on('message', ({ id, words, env }) => {
  before = before.then(async () => process.send({ id, ...(await run(words, env)) }));
});
process.send('ready');

async function run(words, env) {
  const printed = { stdout: '', stderr: '' };
  const writes = ['stdout', 'stderr'].map((name) => {
    const { write } = process[name];
    process[name].write = (chunk) => {
      printed[name] += String(chunk);
      return true;
    };
    return () => (process[name].write = write);
  });
  try {
    const code = await runCommandLine(words, env);
    return { code, ...printed };
  } finally {
    for (const putBack of writes) putBack();
  }
}
