export { EmbeddedPostgresError } from './embedded-postgres.error.js';
export { startEmbeddedPostgres } from './embedded-postgres.js';
