import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { ENTRIES, filesLeftOut, PARTED } from '../test/support/not-distributed.mjs';

// Runs the tests on a distributed database: npm run test:distributed -- test/usage. test/README.md names the variables.
const { TENURE_TEST_DATABASE_URL: coordinator, TENURE_TEST_WORKERS: workers } = process.env;
if (!coordinator || !workers) {
  console.error(
    'Name the cluster: TENURE_TEST_DATABASE_URL is the coordinator, TENURE_TEST_WORKERS are the workers, with commas between.',
  );
  process.exit(2);
}
const gone = ENTRIES.filter((entry) => {
  const [, file, name] = PARTED.exec(entry) ?? [];
  if (file === undefined) return !existsSync(entry) && !existsSync(`${entry}.spec.ts`);
  return !existsSync(file) || !readFileSync(file, 'utf8').includes(name ?? '');
});
if (gone.length > 0) {
  console.error(`test/support/not-distributed.mjs lists what is not there: ${gone.join(', ')}`);
  process.exit(2);
}
const jest = spawn(
  process.execPath,
  [
    'node_modules/jest/bin/jest.js',
    '--testPathIgnorePatterns',
    ...filesLeftOut,
    '--',
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', env: { ...process.env, DISTRIBUTED: 'on' } },
);
jest.on('exit', (code) => process.exit(code ?? 1));
