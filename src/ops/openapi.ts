import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Access } from '../common/access.js';
import { PageView, ProblemView } from './problem.view.js';
import { describeOperation, type Operation } from './openapi-operation.js';
import { type DeclaredRoute, RoutesService } from './routes.service.js';

/** One document per audience, and one with everything. */
export const DOCUMENTS = ['sdk', 'dashboard', 'operator'] as const;
export type DocumentName = (typeof DOCUMENTS)[number] | 'all';

const DESCRIPTION = `Plans, subscriptions, businesses, members, bots, quotas and renewals.

Bots send an API key as \`X-Api-Key\`, people an access token as \`Authorization: Bearer\`. Errors are problem documents
(RFC 9457) with a stable \`code\`. Lists are \`{data, nextCursor}\`. Times are ISO 8601 in UTC.`;

/** Makes the documents from the routes' types and from the very declarations that the guard enforces. */
export function openApiDocuments(
  app: INestApplication,
  version: string,
): Record<DocumentName, OpenAPIObject> {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Tenure')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'accessToken')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key' }, 'apiKey')
    .build();
  const routes = app.get(RoutesService).declared();
  const answers = [...routes.values()].flatMap(({ notes }) =>
    notes.answers === undefined ? [] : [notes.answers],
  );
  const all = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller}.${method}`,
    extraModels: [ProblemView, PageView, ...answers],
  });
  const audiences = new Map<Operation, DocumentName>();
  for (const operation of operationsOf(all)) {
    const route = routes.get(operation.operationId ?? '') as DeclaredRoute;
    audiences.set(operation, audienceOf(route.access));
    describeOperation(operation, route);
  }
  nullableToTypes(all);
  const only = (name: DocumentName) => onlyFor(all, (operation) => audiences.get(operation) === name, name);
  return { all, sdk: only('sdk'), dashboard: only('dashboard'), operator: only('operator') };
}

function audienceOf(access: Access): DocumentName {
  if (access.to === 'bots') return 'sdk';
  if (access.to === 'operators') return 'operator';
  return access.to === 'public' && access.document === 'ops' ? 'all' : 'dashboard';
}

const operationsOf = (document: OpenAPIObject): Operation[] =>
  Object.values(document.paths).flatMap((path) => Object.values(path as Record<string, Operation>));

/** OpenAPI 3.1 says null in the type; the decorators still say `nullable`. */
function nullableToTypes(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  for (const child of Object.values(node)) nullableToTypes(child);
  const schema = node as {
    nullable?: boolean;
    type?: string | string[];
    enum?: unknown[];
    allOf?: unknown[];
    anyOf?: unknown[];
  };
  if (schema.nullable !== true) return;
  delete schema.nullable;
  if (schema.allOf !== undefined) {
    schema.anyOf = [...schema.allOf, { type: 'null' }];
    delete schema.allOf;
  } else if (typeof schema.type === 'string') {
    schema.type = [schema.type, 'null'];
    if (schema.enum !== undefined) schema.enum = [...schema.enum, null];
  }
}

function onlyFor(
  all: OpenAPIObject,
  keep: (operation: Operation) => boolean,
  name: DocumentName,
): OpenAPIObject {
  const paths: OpenAPIObject['paths'] = {};
  for (const [path, item] of Object.entries(all.paths)) {
    const kept = Object.entries(item as Record<string, Operation>).filter(([, operation]) => keep(operation));
    if (kept.length > 0) paths[path] = Object.fromEntries(kept);
  }
  const tags = new Set(
    Object.values(paths)
      .flatMap((item) => Object.values(item as Record<string, Operation>))
      .flatMap((operation) => operation.tags ?? []),
  );
  const document = { ...all, info: { ...all.info, title: `Tenure: ${name}` }, paths };
  if (all.tags !== undefined) document.tags = all.tags.filter((tag) => tags.has(tag.name));
  return { ...document, components: usedComponents(all, document) };
}

/** The schemas that a document reaches, and the credentials its operations name. */
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
  visit(document.paths);
  const named = JSON.stringify(document.paths);
  const securitySchemes = Object.fromEntries(
    Object.entries(all.components?.securitySchemes ?? {}).filter(([name]) => named.includes(`"${name}":[`)),
  );
  return {
    schemas: Object.fromEntries(Object.entries(schemas).filter(([name]) => reached.has(name))),
    securitySchemes,
  };
}
