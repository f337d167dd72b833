import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Access } from '../common/access.js';
import { type ChapterName, CHAPTERS } from '../common/chapters.js';
import { describeOperation, type OperationObject } from './openapi-operation.js';
import { problemExamples, problemSchemas } from './openapi-problems.js';
import { describeSchemas } from './openapi-schemas.js';
import { describeWebhooks, EVENT_MODELS, webhooksFor } from './openapi-webhooks.js';
import { type DeclaredRoute, RoutesService } from './routes.service.js';

/** One document per audience, and one with everything. */
export const DOCUMENTS = ['sdk', 'dashboard', 'operator'] as const;
export type DocumentName = (typeof DOCUMENTS)[number] | 'all';

const CONVENTIONS = `Errors are problem documents (RFC 9457) with a stable \`code\`. Lists are \`{data, nextCursor}\`, newest first.
Times are ISO 8601 in UTC, money is in integer minor units, ids are UUIDs.`;

/** The introduction of each document. */
const DESCRIPTION: Record<DocumentName, string> = {
  all: `Plans, subscriptions, businesses, members, bots, quotas and renewals. Bots send an API key as \`X-Api-Key\`,
people an access token as \`Authorization: Bearer\`.

${CONVENTIONS}`,
  dashboard: `For the people of a business, and for signing up. Sign up or log in, press **Authorize** and paste
\`tokens.accessToken\` of the answer; it is valid for ten minutes. The answer to a sign-up also has the \`apiKey\` of a bot, which
you need for the SDK document.

${CONVENTIONS}`,
  sdk: `For programs that spend usage, hold allocations and read entitlements. Press **Authorize** and paste the \`apiKey\` of a
bot. The answer to a sign-up (dashboard document) has the first one. The key belongs to one business, so requests name none.

${CONVENTIONS}`,
  operator: `For the people who run the service, and their own backend. Log in with \`POST /v1/auth/login\` (dashboard
document), press **Authorize** and paste \`tokens.accessToken\`. A backend sends an operator key as \`X-Api-Key\`. To make one, run
\`tenure operator key EMAIL NAME\` on the machine of the service, which shows the key once.

${CONVENTIONS}`,
};
const TITLE: Record<DocumentName, string> = {
  all: 'Tenure',
  dashboard: 'Tenure for dashboards',
  sdk: 'Tenure for SDKs',
  operator: 'Tenure for operators',
};
const ACCESS_TOKEN = '`tokens.accessToken` of a sign-up or log-in.';
const API_KEY =
  '`bot.apiKey` of a sign-up: `tnr_live_…`, or `tnr_test_…` on a test clock. Or an operator key.';
const METRICS_TOKEN = '`METRICS_TOKEN`, if it is set.';
/** The licence, by its name and not by a link. */
const MIT = { name: 'MIT', identifier: 'MIT' };

/** Makes the documents from the types of the routes, and from the same declarations that the guard enforces. */
export function openApiDocuments(
  app: INestApplication,
  version: string,
): Record<DocumentName, OpenAPIObject> {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Tenure')
    .setDescription(DESCRIPTION.all)
    .setVersion(version)
    .addServer('/', 'This server. The paths are complete.')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: ACCESS_TOKEN },
      'accessToken',
    )
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key', description: API_KEY }, 'apiKey')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: METRICS_TOKEN }, 'metricsToken')
    .build();
  config.info = { title: TITLE.all, description: DESCRIPTION.all, version, license: MIT };
  const routes = app.get(RoutesService).declared();
  const answers = [...routes.values()].flatMap(({ notes }) =>
    notes.answers === undefined ? [] : [notes.answers],
  );
  const bodies = [...routes.values()].flatMap(({ takes }) => takes);
  const all = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller}.${method}`,
    extraModels: [...answers, ...EVENT_MODELS],
  });
  const audiences = new Map<OperationObject, DocumentName>();
  for (const [path, operation, method] of operationsOf(all)) {
    const route = routes.get(operation.operationId ?? '') as DeclaredRoute;
    audiences.set(operation, audienceOf(route.access));
    describeOperation(path, method, operation, route);
  }
  describeSchemas(all, [...answers, ...bodies, ...EVENT_MODELS]);
  describeWebhooks(all);
  const schemas = { ...all.components?.schemas, ...(problemSchemas() as object) };
  all.components = { ...all.components, schemas, examples: problemExamples() };
  all.components = usedComponents(all, all);
  inReadingOrder(all);
  const only = (name: DocumentName) => onlyFor(all, (operation) => audiences.get(operation) === name, name);
  return { all, sdk: only('sdk'), dashboard: only('dashboard'), operator: only('operator') };
}

function audienceOf(access: Access): DocumentName {
  if (access.to === 'bots') return 'sdk';
  if (access.to === 'operators') return 'operator';
  return access.to === 'public' && access.document === 'ops' ? 'all' : 'dashboard';
}

const operationsOf = (document: OpenAPIObject): [path: string, OperationObject, method: string][] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, OperationObject>).map(
      ([method, operation]): [string, OperationObject, string] => [path, operation, method],
    ),
  );

const ORDER = Object.keys(CHAPTERS) as ChapterName[];

/** Sorts the paths by their chapters. */
function inReadingOrder(all: OpenAPIObject): void {
  const place = new Map(
    operationsOf(all).map(([path, { tags }]) => [path, ORDER.indexOf(tags?.[0] as ChapterName)]),
  );
  const paths = Object.entries(all.paths).sort(([a], [b]) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
  all.paths = Object.fromEntries(paths);
  const used = new Set(operationsOf(all).flatMap(([, operation]) => operation.tags ?? []));
  all.tags = ORDER.filter((name) => used.has(name)).map((name) => ({ name, description: CHAPTERS[name] }));
}

function onlyFor(
  all: OpenAPIObject,
  keep: (operation: OperationObject) => boolean,
  name: DocumentName,
): OpenAPIObject {
  const paths: OpenAPIObject['paths'] = {};
  for (const [path, item] of Object.entries(all.paths)) {
    const kept = Object.entries(item as Record<string, OperationObject>).filter(([, operation]) =>
      keep(operation),
    );
    if (kept.length > 0) paths[path] = Object.fromEntries(kept);
  }
  const tags = new Set(
    Object.values(paths)
      .flatMap((item) => Object.values(item as Record<string, OperationObject>))
      .flatMap((operation) => operation.tags ?? []),
  );
  const info = { ...all.info, title: TITLE[name], description: DESCRIPTION[name] };
  const { webhooks: _, ...rest } = all;
  const own = { ...rest, info, tags: all.tags?.filter((tag) => tags.has(tag.name)), paths };
  const webhooks = webhooksFor(all, name);
  const document: OpenAPIObject = webhooks === undefined ? own : { ...own, webhooks };
  return { ...document, components: usedComponents(all, document) };
}

/** The schemas to which a document refers, directly or indirectly, and the credentials of its operations. */
function usedComponents(
  all: OpenAPIObject,
  document: OpenAPIObject,
): NonNullable<OpenAPIObject['components']> {
  const schemas = all.components?.schemas ?? {};
  const reached = new Set<string>();
  const visit = (node: unknown): void => {
    for (const [, name] of JSON.stringify(node).matchAll(/#\/components\/schemas\/([^"]+)/g)) {
      if (name === undefined || reached.has(name)) continue;
      reached.add(name);
      visit(schemas[name]);
    }
  };
  visit([document.paths, document.webhooks ?? {}]);
  const named = JSON.stringify(document.paths);
  const securitySchemes = Object.fromEntries(
    Object.entries(all.components?.securitySchemes ?? {}).filter(([name]) => named.includes(`"${name}":[`)),
  );
  return {
    schemas: Object.fromEntries(Object.entries(schemas).filter(([name]) => reached.has(name))),
    examples: Object.fromEntries(
      Object.entries(all.components?.examples ?? {}).filter(([name]) =>
        named.includes(`"#/components/examples/${name}"`),
      ),
    ),
    securitySchemes,
  };
}
