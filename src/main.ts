import { once } from 'node:events';
import module from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { INestApplication } from '@nestjs/common';
import { type Config, loadConfig } from './config/config.js';
import { makeDataDir } from './config/data-dir.js';
import { withFirstOperator } from './config/first-operator.js';
import { withJwtPrivateKey } from './config/jwt-private-key.js';
import { withJwtSecret } from './config/jwt-secret.js';
import { EmbeddedPostgresError, startEmbeddedPostgres } from './embedded-postgres/index.js';
import { explanationOf } from './errors/explained.error.js';

/** How long a stop may take after `DRAIN_SECONDS`. */
const STOP_LIMIT_MS = 8_000;
/** How much of that time a start that is under way may use to end. */
const START_PATIENCE_MS = 6_000;
/** How much of that time requests and jobs may use. The rest is for PostgreSQL. */
const APP_STOP_LIMIT_MS = 7_000;

/** How long after the start memory is freed. It takes a tenth of a second, in which no request is answered. */
const FREE_MEMORY_AFTER_MS = 1_000;
/** How long V8 then prefers small memory to speed. Its own timer needs 8 s. */
const SMALL_MEMORY_MS = 12_000;

/** The functions that stop what runs, in the order in which it was started. */
const running: (() => Promise<void>)[] = [];
const stopAsked = new AbortController();
let stopping = false;
/** Prints what went wrong: for the person who starts the service, and later into the log. */
let printError = (text: string): void => console.error(text);
/** Frees the port that was chosen for the app. */
let releasePort = async (): Promise<void> => {};
/** How long the server still serves after it was told to stop. Zero before it serves. */
let drainMs = 0;

// Signals are handled before anything is started, so a signal at any time stops everything that runs.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
process.on('uncaughtException', (error) => fail(error, stackOf));
// A full disk or a closed pipe loses lines of the log. Without a listener it would be an uncaught exception, and end the server.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const started = start();
started.catch(fail);

async function start(): Promise<void> {
  const given = await withFreePort(loadConfig(process.env));
  await makeDataDir(given);
  const config = await withFirstOperator(await withJwtSecret(await withJwtPrivateKey(given)));
  const databaseUrl = config.databaseUrl ?? (await startDatabase(config));
  stopAsked.signal.throwIfAborted();
  // The app is loaded late, because that takes longest. Before, signals and a wrong configuration are handled at once.
  const { createApp, DomainError, isOutage, listen, Logger } = await Promise.race([
    import('./app.js'),
    stopAskedFor(),
  ]);
  // The job queue leaves a promise unhandled if the database is lost while a runner starts. Its supervisor starts the runner again,
  // so an outage must not end the server here. A refusal must not end it either, because a caller can cause it.
  process.on('unhandledRejection', (error) => {
    if (isOutage(error)) Logger.warn(`The database was lost: ${String(error)}`, 'Tenure');
    else if (error instanceof DomainError)
      Logger.error(`A refusal reached no caller: ${error.stack}`, 'Tenure');
    else fail(error, stackOf);
  });
  const inProduction = config.nodeEnv === 'production';
  const app = await createApp({ ...config, databaseUrl });
  if (inProduction) printError = (text) => Logger.error(text, 'Tenure');
  running.push(() => closeApp(app));
  drainMs = config.drainSeconds * 1_000;
  stopAsked.signal.throwIfAborted();
  await releasePort();
  await listen(app, config);
  if (stopping) return;
  printWelcome(config, inProduction ? (text) => Logger.log(text, 'Tenure') : console.log);
  setTimeout(freeStartMemory, FREE_MEMORY_AFTER_MS).unref();
}

/**
 * Frees the garbage of the start, which is a third of the memory. An idle server makes too little garbage for V8 to collect it. So
 * this runs a collection once, and makes V8 prefer a small memory to speed until its own timer of 8 s has run.
 */
function freeStartMemory(): void {
  // V8 reads compiled code from its cache only with the flags that were set when it was written. So it is written before the
  // flags change.
  (module as { flushCompileCache?: () => void }).flushCompileCache?.();
  setFlagsFromString('--optimize-for-size');
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  setFlagsFromString('--no-expose-gc');
  setTimeout(() => setFlagsFromString('--no-optimize-for-size'), SMALL_MEMORY_MS).unref();
}

/** Rejects when a stop is requested. Work that needs no orderly stop is raced against it. */
async function stopAskedFor(): Promise<never> {
  await once(stopAsked.signal, 'abort');
  throw stopAsked.signal.reason;
}

/**
 * Chooses a free port before the app is made, because links in mails contain the port by default. A listener holds the port until
 * the app listens, so that no other program takes it.
 */
async function withFreePort(config: Config): Promise<Config> {
  if (config.port !== 0) return config;
  const holder = createServer((socket) => socket.destroy())
    .listen(0, config.host)
    .unref();
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  releasePort = async () => {
    holder.close();
    await once(holder, 'close');
  };
  return loadConfig({ ...process.env, PORT: String(port) });
}

async function startDatabase({ dataDir }: Config): Promise<string> {
  const server = await startEmbeddedPostgres({
    dataDir,
    log: (line) => console.log(`Tenure: ${line}`),
    onExit: (reason) => fail(new EmbeddedPostgresError(reason)),
    signal: stopAsked.signal,
  });
  running.push(() => server.stop());
  return server.url;
}

async function closeApp(app: INestApplication): Promise<void> {
  const limit = drainMs + APP_STOP_LIMIT_MS;
  const late = sleep(limit, 'late', { ref: false });
  if ((await Promise.race([app.close(), late])) === 'late') {
    throw new Error(`Requests or jobs were still running ${limit / 1000} s after the stop was asked for.`);
  }
}

/** Prints the URLs of the service for the person who started it. In production it is one line of the log. */
function printWelcome(config: Config, print: (text: string) => void): void {
  const host = ['0.0.0.0', '::'].includes(config.host) ? 'localhost' : config.host;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${config.port}`;
  const lines = [
    'Tenure is ready.',
    '',
    `  API         ${url}`,
    ...(['on', 'dashboard'].includes(config.pages) ? [`  Dashboard   ${url}/app/`] : []),
    ...(['on', 'console'].includes(config.pages) ? [`  Console     ${url}/console/`] : []),
    ...(config.docs ? [`  Swagger UI  ${url}/docs`] : []),
    `  Data        ${config.dataDir}${config.databaseUrl === null ? ' (embedded PostgreSQL)' : ''}`,
    ...operatorLines(config),
    '  Stop        Ctrl-C',
    '',
  ];
  print(config.nodeEnv === 'production' ? lines.filter(Boolean).join(' ') : lines.join('\n'));
}

/** Says how to log in as the first operator, if the service made one. An operator from the configuration is known already. */
function operatorLines({ dataDir, operatorEmail, databaseUrl }: Config): string[] {
  if (operatorEmail === null || databaseUrl !== null || process.env.OPERATOR_EMAIL) return [];
  return [`  Operator    ${operatorEmail}, password in ${join(dataDir, 'operator-password')}`];
}

/**
 * Prints what went wrong, stops what was started and exits with 1. An error that no code caught is a bug, also if it can be
 * explained: only its stack says where it came from.
 */
function fail(error: unknown, textOf: (error: unknown) => string = explain): void {
  // Errors that the stop causes are not printed.
  if (!stopping) printError(textOf(error));
  void stop(1);
}

/**
 * Stops requests and jobs, then PostgreSQL, then the process. A repeated call does nothing. If something has not stopped 8 s after
 * `DRAIN_SECONDS`, the process exits with 1, and the next start cleans up.
 */
async function stop(exitCode: 0 | 1): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), drainMs + STOP_LIMIT_MS);
  stopAsked.abort();
  // If a part is just starting, this waits until it has started, unless it hangs.
  const late = sleep(START_PATIENCE_MS, 'late', { ref: false });
  let code = (await Promise.race([started.catch(() => undefined), late])) === 'late' ? 1 : exitCode;
  for (const stopOne of running.toReversed()) {
    await stopOne().catch((error: unknown) => {
      printError(explain(error));
      code = 1;
    });
  }
  process.exit(code);
}

function explain(error: unknown): string {
  const explained = explanationOf(error);
  if (explained !== null) return `Tenure: ${explained.message}`;
  const { code, syscall, port, message } = error as NodeJS.ErrnoException & { port?: number };
  if (syscall === 'listen' && code === 'EADDRINUSE') {
    return `Tenure: port ${port} is taken. Stop what listens there, or choose another with PORT (0 takes any free one).`;
  }
  if (syscall === 'listen' || syscall === 'getaddrinfo')
    return `Tenure: cannot listen on HOST and PORT: ${message}`;
  return stackOf(error);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause instanceof Error ? `${stack}\nCaused by ${stackOf(error.cause)}` : stack;
}
