import { buildIfStale } from './build.mjs';
import { run } from './built.mjs';

// The command line of the service on a build that is fresh: `npm run backup -- --to DIR` and its like.
try {
  await buildIfStale();
  await run('cli');
} catch (error) {
  console.error(`Tenure could not be built. ${error.message}`);
  process.exitCode = 1;
}
