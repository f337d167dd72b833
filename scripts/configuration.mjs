import '@swc-node/register/esm-register';
import { writeFile } from 'node:fs/promises';

// Writes docs/configuration.md and .env.example from src/config/variables.ts.
const { configurationPage, environmentExample } = await import('../test/support/configuration.ts');
const root = new URL('../', import.meta.url);
await writeFile(new URL('docs/configuration.md', root), configurationPage());
await writeFile(new URL('.env.example', root), environmentExample());
