import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';
import { relative } from 'node:path';
import { testsLeftOut } from './not-distributed.mjs';
import { loadOnce, setServiceAside } from './once.mjs';

/** Used instead of a context. Code that is compiled "in" it is compiled in the context of the worker itself. */
const HERE = {};
const { compileFunction } = vm;
vm.compileFunction = (code, params, options) =>
  compileFunction(code, params, options?.parsingContext === HERE ? { filename: options.filename } : options);
loadOnce();

/**
 * Runs test files in the worker's own context, in which the service is loaded once; see once.mjs. In a separate context, each
 * access to a global would also be a hundred times slower.
 *
 * A test file that changes the service itself has `@jest-environment-options {"ownService": true}` in its first comment, and gets
 * its own service.
 */
export default class OneContext extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    const ownService = config.projectConfig.testEnvironmentOptions.ownService === true;
    this.global = globalThis;
    this.moduleMocker = new this.moduleMocker.constructor(globalThis);
    this.fakeTimersModern = new this.fakeTimersModern.constructor({
      config: config.projectConfig,
      global: globalThis,
    });
    // The tests of this file that cannot run on a distributed database.
    this.leftOut =
      process.env.DISTRIBUTED === 'on' ? testsLeftOut(relative(process.cwd(), context.testPath)) : [];
    this.before = {
      console: globalThis.console,
      exit: process.exit,
      getBuiltinModule: process.getBuiltinModule,
      env: { ...process.env },
    };
    forgetJest();
    Error.stackTraceLimit = 100;
    this.putServiceBack = ownService ? setServiceAside() : () => undefined;
  }

  getVmContext() {
    return HERE;
  }

  handleTestEvent({ name, test }) {
    if (name === 'test_start' && this.leftOut.some((part) => test.name.includes(part))) test.mode = 'skip';
  }

  /** Restores the state of the worker. */
  async teardown() {
    const { console, exit, getBuiltinModule, env } = this.before;
    this.fakeTimersModern.useRealTimers();
    await super.teardown();
    Object.assign(process, { exit, getBuiltinModule });
    globalThis.console = console;
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
    Object.assign(process.env, env);
    forgetJest();
    this.putServiceBack();
  }
}

/** Deletes Jest's state, which is in the global object under symbols, so that the next test file starts without it. */
function forgetJest() {
  for (const symbol of Object.getOwnPropertySymbols(globalThis))
    if (/^[A-Z_]+$/.test(symbol.description ?? '')) delete globalThis[symbol];
}
