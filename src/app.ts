import { lookup } from 'node:dns/promises';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module.js';
import { BillingPlansService } from './billing-plans/index.js';
import { trustedProxies } from './common/client-address.js';
import { type Clock, SystemClock } from './common/clock.js';
import { CONNECTION_LIMITS, Connections } from './common/connections.js';
import { corsFor } from './common/cors.js';
import { TenureLogger } from './common/logger.js';
import { fromHttp, sendProblem } from './common/problem.filter.js';
import { DomainError } from './common/domain-error.js';
import { setSecurityHeaders } from './common/security-headers.js';
import { UNREADABLE_REQUESTS } from './common/unreadable-requests.js';
import { type Config, ConfigError } from './config/config.js';
import { productionWarnings } from './config/production-warnings.js';
import { migrate } from './database/migrate.js';
import { checkReachable } from './database/reachable.js';
import { passwordFault, UsersService } from './users/index.js';
import { serveDocuments } from './openapi/index.js';
import { RequestMetricsService } from './metrics/index.js';

const VERSION = '0.1.0';
const NO_PLAN =
  'There is no plan yet, so nobody can sign up (409 no_default_plan). An operator adds the first one by ' +
  'POST /v1/admin/plans {"code", "name", "price", "interval"}; the first public plan is the default.';
const BODY_LIMIT = 64 * 1024;

/** The whole service, ready to listen: migrated, with its catalogue and its first operator. */
export async function createApp(
  config: Config & { databaseUrl: string },
  clock: Clock = new SystemClock(),
): Promise<NestFastifyApplication> {
  refuseWeakPassword(config);
  await checkReachable(config.databaseUrl);
  await migrate(config.databaseUrl);
  for (const warning of productionWarnings(config)) new Logger('Configuration').warn(warning);
  const trustProxy = trustedProxies(config.trustProxy);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy,
    ...CONNECTION_LIMITS,
    ...UNREADABLE_REQUESTS,
  });
  const connections = new Connections(config);
  connections.guard(adapter.getInstance().server);
  const module = AppModule.with(config, clock, connections);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    logger: new TenureLogger(config),
    abortOnError: false,
  });
  setSecurityHeaders(adapter.getInstance(), trustProxy);
  refuseWhenClosed(adapter.getInstance(), connections);
  refuseUnknownPaths(adapter.getInstance(), config.metricsPort !== null ? '/metrics' : null);
  readJson(adapter.getInstance());
  if (config.corsOrigins.length > 0) app.enableCors(corsFor(config.corsOrigins));
  app.get(RequestMetricsService).measure(app);
  if (config.docs) serveDocuments(app, VERSION);
  await app.init();
  const plans = app.get(BillingPlansService);
  if (config.catalogue === 'example') await plans.installExample();
  if (!(await plans.anyPlan())) new Logger('Catalogue').warn(NO_PLAN);
  if (config.operatorEmail !== null && config.operatorPassword !== null) {
    await app.get(UsersService).ensureOperator(config.operatorEmail, config.operatorPassword);
  }
  return app;
}

/**
 * Listens on one address. A name such as `localhost` may have several, and Fastify would open a server for each of them, of
 * which only the first one's connections are guarded.
 */
export async function listen(app: NestFastifyApplication, { port, host }: Pick<Config, 'port' | 'host'>) {
  const { address } = await lookup(host);
  await app.listen(port, address);
}

/** One rule for all passwords, that of the first operator too. @throws ConfigError */
function refuseWeakPassword({ operatorEmail, operatorPassword }: Config): void {
  const fault = operatorPassword === null ? null : passwordFault(operatorPassword, operatorEmail ?? '');
  if (fault !== null) throw new ConfigError([`OPERATOR_PASSWORD ${fault}`]);
}

/** Refuses requests that come over an open connection after the server was closed. */
function refuseWhenClosed(fastify: FastifyInstance, connections: Connections): void {
  fastify.addHook('onRequest', (_request, reply, done) =>
    connections.closed
      ? sendProblem(reply, new DomainError('unavailable', 'The server is stopping.'))
      : done(),
  );
}

/** Refuses paths that do not exist, or are served elsewhere, before the body is read. */
function refuseUnknownPaths(fastify: FastifyInstance, elsewhere: string | null): void {
  fastify.addHook('onRequest', (request, reply, done) =>
    request.is404 || request.routeOptions.url === elsewhere
      ? sendProblem(reply, fromHttp(404, 'Not found'))
      : done(),
  );
}

/** Reads JSON and nothing else. An empty body counts as absent, also when its content type is JSON. */
function readJson(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  // Keys such as `__proto__` are read as they are: fields of their own, that only `metadata` and its kind may have.
  const parse = fastify.getDefaultJsonParser('ignore', 'ignore');
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    return parse(request, body as string, (error, value) => {
      done(error === null ? null : new DomainError('invalid_json', error.message), value);
    });
  });
}
