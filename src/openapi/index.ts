export { serveDocuments } from './documents.js';
export { OpenApiModule } from './openapi.module.js';
