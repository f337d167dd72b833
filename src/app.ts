import { isUtf8 } from 'node:buffer';
import { lookup } from 'node:dns/promises';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module.js';
import { BillingPlansService } from './billing-plans/index.js';
import { CatalogueService, type WantedCatalogue } from './catalogue/index.js';
import { trustedProxies } from './common/client-address.js';
import { type Clock, SystemClock } from './common/clock.js';
import { CONNECTION_LIMITS, Connections } from './common/connections.js';
import { corsFor } from './common/cors.js';
import { TenureLogger } from './common/logger.js';
import { fromHttp, sendProblem } from './common/problem-reply.js';
import { DomainError } from './common/domain-error.js';
import { logRequests } from './common/request-log.js';
import { keepsRawBody, raiseRawLimits } from './common/raw-body.js';
import { setResponseHeaders } from './common/response-headers.js';
import { VERSION } from './common/version.js';
import { refuseOddHeads, UNREADABLE_REQUESTS } from './common/unreadable-requests.js';
import { type Config, directUrl } from './config/config.js';
import { productionWarnings } from './config/production-warnings.js';
import { databaseFailure } from './database/database-failure.js';
import { migrate } from './database/migrate.js';
import { refuseWrongDistribution } from './database/distribution-check.js';
import { isMigrated, refuseWhenPending } from './database/pending.js';
import { checkReachable, onceReached } from './database/reachable.js';
import { UsersService } from './users/index.js';
import { serveDocuments } from './openapi/index.js';
import { servePages } from './pages/index.js';
import { RequestMetricsService } from './metrics/index.js';
import { checkStart, throwAsConfigError } from './start-checks.js';

/** For log lines before the app is made and after it is closed. */
export { Logger };
export { DomainError } from './common/domain-error.js';
export { isOutage } from './database/outage.js';

const NO_PLAN =
  'There is no plan yet, so nobody can sign up (409 no_default_plan). An operator adds the first one by ' +
  'POST /v1/admin/plans {"code", "name", "price", "interval"}; the first public plan is the default.';
const BODY_LIMIT = 64 * 1024;
/** DTOs describe the input, so no route has a Fastify schema, and Fastify's schema compilers are not loaded. */
const noSchemas = () => () => {
  throw new Error('Routes have no schema for Fastify: see DtoPipe.');
};

/** Makes the whole service, ready to listen: the database is migrated, and has the catalogue and the first operator. */
export async function createApp(
  config: Config & { databaseUrl: string },
  clock: Clock = new SystemClock(),
): Promise<NestFastifyApplication> {
  const logger = new TenureLogger(config);
  Logger.overrideLogger(logger);
  const catalogue = await checkStart(config);
  await prepareDatabase(config).catch((error: unknown) => {
    throw databaseFailure(error) ?? error;
  });
  for (const warning of productionWarnings(config)) new Logger('Configuration').warn(warning);
  const app = await makeServer(config, clock, logger);
  await app.init();
  await installContent(app, config, catalogue);
  return app;
}

/**
 * Listens on one address. A name such as `localhost` may have several addresses. Fastify would open a server for each, and only the
 * connections of the first would be guarded.
 */
export async function listen(app: NestFastifyApplication, { port, host }: Pick<Config, 'port' | 'host'>) {
  const { address } = await lookup(host);
  await app.listen(port, address);
}

/**
 * Runs or checks the migrations. If there are two URLs, it checks both, because they may lead to different databases. Usually the
 * first check finds that nothing is pending. Then no further check is made, and the start does not wait for a server that migrates.
 */
async function prepareDatabase(config: Config & { databaseUrl: string }): Promise<void> {
  const direct = directUrl(config);
  const migrated = await onceReached(config.databaseUrl, isMigrated);
  if (migrated && direct === config.databaseUrl && !config.distributed) return;
  if (direct !== config.databaseUrl) await checkReachable(direct, 'DIRECT_DATABASE_URL');
  if (config.migrate) await migrate(direct);
  if (!config.migrate || direct !== config.databaseUrl) await refuseWhenPending(config.databaseUrl);
  await refuseWrongDistribution(direct, config.distributed);
}

/** Makes the server with its hooks and documents. It does not listen, and nothing is written. */
async function makeServer(
  config: Config & { databaseUrl: string },
  clock: Clock,
  logger: TenureLogger,
): Promise<NestFastifyApplication> {
  const trustProxy = trustedProxies(config.trustProxy);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy,
    ...CONNECTION_LIMITS,
    ...UNREADABLE_REQUESTS,
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  });
  const connections = new Connections(config);
  connections.guard(adapter.getInstance().server);
  const module = AppModule.with(config, clock, connections);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    logger,
    abortOnError: false,
  });
  setResponseHeaders(adapter.getInstance(), trustProxy);
  refuseOddHeads(adapter.getInstance());
  refuseWhenClosed(adapter.getInstance(), connections);
  refuseUnknownPaths(adapter.getInstance(), config.metricsPort !== null ? '/metrics' : null);
  readJson(adapter.getInstance());
  raiseRawLimits(adapter.getInstance());
  if (config.corsOrigins.length > 0) app.enableCors(corsFor(config.corsOrigins));
  logRequests(adapter.getInstance(), config);
  app.get(RequestMetricsService).measure(app);
  if (config.docs) serveDocuments(app, VERSION);
  await servePages(app, config);
  return app;
}

/** Installs what the configuration names: the catalogue, and the first operator. */
async function installContent(
  app: NestFastifyApplication,
  config: Config,
  catalogue: WantedCatalogue | null,
): Promise<void> {
  const plans = app.get(BillingPlansService);
  if (config.catalogue === 'example') await plans.installExample();
  if (catalogue !== null) await applyCatalogue(app, catalogue);
  if (!(await plans.anyPlan())) new Logger('Catalogue').warn(NO_PLAN);
  if (config.operatorEmail !== null && config.operatorPassword !== null) {
    await app.get(UsersService).ensureOperator(config.operatorEmail, config.operatorPassword);
  }
}

/**
 * Applies the catalogue. It never archives plans that the file does not name: otherwise a server that starts with an old file would
 * archive new plans.
 *
 * @throws ConfigError when the file cannot be applied; nothing is written
 */
async function applyCatalogue(app: NestFastifyApplication, wanted: WantedCatalogue): Promise<void> {
  const options = { prune: false, runningCycles: false };
  const { lines } = await app.get(CatalogueService).apply(wanted, options).catch(throwAsConfigError);
  for (const line of lines) new Logger('Catalogue').log(line);
}

/** Refuses requests on open connections after the server was closed. */
function refuseWhenClosed(fastify: FastifyInstance, connections: Connections): void {
  fastify.addHook('onRequest', (_request, reply, done) =>
    connections.closed
      ? sendProblem(reply, new DomainError('unavailable', 'The server is stopping.'))
      : done(),
  );
}

/** Refuses a path that does not exist, or that another port serves, before the body is read. */
function refuseUnknownPaths(fastify: FastifyInstance, pathOfOtherPort: string | null): void {
  fastify.addHook('onRequest', (request, reply, done) =>
    request.is404 || request.routeOptions.url === pathOfOtherPort
      ? sendProblem(reply, fromHttp(404, 'Not found'))
      : done(),
  );
}

/** Makes the service read JSON only. An empty body counts as absent, also if its content type is JSON. */
function readJson(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  // Keys such as `__proto__` are read as normal fields. Only fields such as `metadata` may contain them.
  const parse = fastify.getDefaultJsonParser('ignore', 'ignore');
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer;
    // Otherwise each wrong byte would be stored as a replacement character.
    if (!isUtf8(bytes)) return done(new DomainError('invalid_json', 'The body is not UTF-8.'));
    const text = bytes.toString();
    if (keepsRawBody(request)) return done(null, text);
    if (text.length === 0) return done(null, undefined);
    return parse(request, text, (error, value) => {
      done(error === null ? null : new DomainError('invalid_json', error.message), value);
    });
  });
}
