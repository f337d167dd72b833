import { SwaggerModule } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DOCUMENTS, openApiDocuments } from './openapi.js';

/** Serves the documents, and Swagger UI with a choice among them. Everything comes from here: it works offline. */
export function serveDocuments(app: NestFastifyApplication, version: string): void {
  const documents = openApiDocuments(app, version);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.get('/openapi.json', () => documents.all);
  for (const name of DOCUMENTS) fastify.get(`/openapi/${name}.json`, () => documents[name]);
  SwaggerModule.setup('docs', app, documents.all, {
    customSiteTitle: 'Tenure API',
    explorer: true,
    raw: false,
    swaggerOptions: {
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
