import { packageFiles, packageNames } from './test/support/packages.mjs';

/**
 * Jest runs in CommonJS mode: its ESM mode breaks Fastify on Node 20. So our own sources are turned into CommonJS, and no tested
 * file may use `import.meta` or a top-level `await`. The packages are one file of CommonJS: see test/support/packages.mjs.
 */
export default {
  testEnvironment: '<rootDir>/test/support/environment.mjs',
  // What needs a cluster of Citus: `npm run test:distributed` runs it.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/distributed/'],
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  moduleNameMapper: { [packageNames]: packageFiles, '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.[cm]?[jt]s$': '<rootDir>/test/support/transform.mjs' },
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  testSequencer: '<rootDir>/test/support/sequencer.mjs',
  // For a test that hangs. On a busy machine a sound one may take long; what has to be quick measures it itself.
  testTimeout: 120_000,
  // As many as a small machine has processors. With more, a run is shorter, and tests that measure time fail now and then.
  maxWorkers: 2,
  // A file leaves its modules behind in its worker. A grown one ends so slowly that Jest takes it for a leak.
  workerIdleMemoryLimit: '512MB',
};
