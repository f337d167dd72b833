import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module.js';
import { BillingPlansService } from './billing-plans/billing-plans.service.js';
import { trustedProxies } from './common/client-address.js';
import { type Clock, SystemClock } from './common/clock.js';
import { CONNECTION_LIMITS, Connections } from './common/connections.js';
import { TenureLogger } from './common/logger.js';
import { fromHttp, sendProblem } from './common/problem.filter.js';
import { Refusal } from './common/refusal.js';
import { headEveryAnswer } from './common/response-headers.js';
import { UNREADABLE_REQUESTS } from './common/unreadable-requests.js';
import type { Config } from './config/config.js';
import { migrate } from './database/migrate.js';
import { UsersService } from './members/members.service.js';
import { OpsService } from './ops/ops.service.js';

const VERSION = '0.1.0';
const BODY_LIMIT = 64 * 1024;

/** The whole service, ready to listen: migrated, with its catalogue and its first operator. */
export async function createApp(
  config: Config & { databaseUrl: string },
  clock: Clock = new SystemClock(),
): Promise<NestFastifyApplication> {
  await migrate(config.databaseUrl);
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
  headEveryAnswer(adapter.getInstance());
  refuseWhenClosed(adapter.getInstance(), connections);
  refuseUnknownPaths(adapter.getInstance());
  readJson(adapter.getInstance());
  if (config.corsOrigins.length > 0) app.enableCors({ origin: config.corsOrigins });
  app.get(OpsService).measure(app);
  app.get(OpsService).serveDocuments(app, VERSION);
  await app.init();
  if (config.catalogue === 'example') await app.get(BillingPlansService).installExample();
  if (config.operatorEmail !== null && config.operatorPassword !== null) {
    await app.get(UsersService).ensureOperator(config.operatorEmail, config.operatorPassword);
  }
  return app;
}

/** What comes over an open connection after the server was closed to new ones. */
function refuseWhenClosed(fastify: FastifyInstance, connections: Connections): void {
  fastify.addHook('onRequest', (_request, reply, done) =>
    connections.closed ? sendProblem(reply, new Refusal('unavailable', 'The server is stopping.')) : done(),
  );
}

/** Before the body is read: what is sent to a path that there is not can be anything. */
function refuseUnknownPaths(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) =>
    request.is404 ? sendProblem(reply, fromHttp(404, 'Not found')) : done(),
  );
}

/** JSON and nothing else. An empty body is an absent one, also when it says that it is JSON. */
function readJson(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  // Keys such as `__proto__` are read as they are: fields of their own, that only `metadata` and its kind may have.
  const parse = fastify.getDefaultJsonParser('ignore', 'ignore');
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    return parse(request, body as string, (error, value) => {
      done(error === null ? null : new Refusal('invalid_json', error.message), value);
    });
  });
}
