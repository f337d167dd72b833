import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';
import { relative } from 'node:path';
import { testsLeftOut } from './not-distributed.mjs';
import { forgetService, loadOnce } from './once.mjs';

/** Takes the place of a context: code that is compiled "in" it is compiled in the context of the worker itself. */
const HERE = {};
const { compileFunction } = vm;
vm.compileFunction = (code, params, options) =>
  compileFunction(code, params, options?.parsingContext === HERE ? { filename: options.filename } : options);
loadOnce();

/**
 * Runs test files in the worker's own context, in which the service is loaded once; see once.mjs. In a context of its own each
 * global that code names is looked up a hundred times more slowly, too.
 *
 * A test file that changes the service itself says `@jest-environment-options {"ownService": true}` in its first comment, and
 * has one of its own.
 */
export default class OneContext extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.ownService = config.projectConfig.testEnvironmentOptions.ownService === true;
    this.global = globalThis;
    this.moduleMocker = new this.moduleMocker.constructor(globalThis);
    this.fakeTimersModern = new this.fakeTimersModern.constructor({
      config: config.projectConfig,
      global: globalThis,
    });
    // On a distributed database, the tests of this file that cannot run there.
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
    if (this.ownService) forgetService();
  }

  getVmContext() {
    return HERE;
  }

  handleTestEvent({ name, test }) {
    if (name === 'test_start' && this.leftOut.some((part) => test.name.includes(part))) test.mode = 'skip';
  }

  /** Puts the worker back as it was. */
  async teardown() {
    const { console, exit, getBuiltinModule, env } = this.before;
    this.fakeTimersModern.useRealTimers();
    await super.teardown();
    Object.assign(process, { exit, getBuiltinModule });
    globalThis.console = console;
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
    Object.assign(process.env, env);
    forgetJest();
    if (this.ownService) forgetService();
  }
}

/** Jest keeps its state in the global object, under symbols. The next test file has to find none. */
function forgetJest() {
  for (const symbol of Object.getOwnPropertySymbols(globalThis))
    if (/^[A-Z_]+$/.test(symbol.description ?? '')) delete globalThis[symbol];
}
