import { createHash } from 'node:crypto';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { type DocumentName, DOCUMENTS, openApiDocuments } from './openapi.js';
import { RoutesService } from './routes.service.js';

/** The styles of Swagger UI. Its top bar has only the choice of a document. */
const CSS = `
  .swagger-ui .topbar { background: #1f2937; padding: 8px 0; }
  .swagger-ui .scheme-container .servers-title, .swagger-ui .servers { display: none; }
  .swagger-ui .topbar .link { display: none; }
  .swagger-ui .topbar .download-url-wrapper .select-label { max-width: 640px; margin: 0; }
  .swagger-ui .topbar .download-url-wrapper .select-label select { border-color: #9ca3af; }
`;

/** Serves the OpenAPI documents, and Swagger UI with a choice of them. All files are local, so it works offline. */
export function serveDocuments(app: NestFastifyApplication, version: string): void {
  // This also checks the declarations of all routes, so that a route without them stops the start.
  app.get(RoutesService).declared();
  const textOf = textsOf(() => openApiDocuments(app, version));
  const fastify = app.getHttpAdapter().getInstance();
  serveText(fastify, '/openapi.json', () => textOf('all'));
  for (const name of DOCUMENTS) serveText(fastify, `/openapi/${name}.json`, () => textOf(name));
  // The document here is empty, because the page loads the one that is chosen in `urls`.
  SwaggerModule.setup('docs', app, {} as OpenAPIObject, {
    customSiteTitle: 'Tenure API',
    customCss: CSS,
    explorer: true,
    raw: false,
    swaggerOptions: {
      // Without this the page calls a validator on the internet.
      validatorUrl: null,
      tryItOutEnabled: true,
      defaultModelsExpandDepth: 0,
      persistAuthorization: true,
      displayRequestDuration: true,
      urls: [
        { url: '/openapi/dashboard.json', name: 'Dashboard: people, with an access token' },
        { url: '/openapi/sdk.json', name: 'SDK: bots, with an API key' },
        { url: '/openapi/operator.json', name: 'Operator: the people who run the service' },
        { url: '/openapi.json', name: 'Everything' },
      ],
    },
  });
}

interface DocumentText {
  text: Buffer;
  etag: string;
}

/** Makes all documents at the first request for one of them, and not at the start, where they would be a quarter of the work. */
function textsOf(make: () => Record<DocumentName, OpenAPIObject>): (name: DocumentName) => DocumentText {
  let texts: Map<string, DocumentText> | null = null;
  return (name) => {
    texts ??= new Map(Object.entries(make()).map(([each, document]) => [each, textAndTag(document)]));
    return texts.get(name)!;
  };
}

function textAndTag(document: OpenAPIObject): DocumentText {
  const text = Buffer.from(JSON.stringify(document));
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url')}"` };
}

/** Serves a document from memory. A client that has the same version already gets 304. */
function serveText(fastify: FastifyInstance, path: string, made: () => DocumentText): void {
  fastify.get(path, (request, reply) => {
    const { text, etag } = made();
    void reply.headers({ etag, 'cache-control': 'no-cache' });
    if (request.headers['if-none-match']?.includes(etag) === true) return reply.status(304).send();
    return reply.type('application/json; charset=utf-8').send(text);
  });
}
