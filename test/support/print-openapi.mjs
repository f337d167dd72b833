import { createApp } from '../../dist/src/app.js';
import { loadConfig } from '../../dist/src/config/config.js';

// Prints the document of the whole API from the build, because only a build has complete documents.
const databaseUrl = process.env.DATABASE_URL;
const app = await createApp({ ...loadConfig(process.env), databaseUrl });
const { body } = await app.inject({ method: 'GET', url: '/openapi.json' });
process.stdout.write(body, () => void app.close().finally(() => process.exit(0)));
