import { buildIfStale } from './build.mjs';
import { run } from './built.mjs';

// The command line of the service on a fresh build, for example `npm run backup -- --to DIR`.
try {
  await buildIfStale();
  await run('cli');
} catch (error) {
  console.error(`Tenure could not be built. ${error.message}`);
  process.exitCode = 1;
}
