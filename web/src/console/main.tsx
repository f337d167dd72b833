import { start } from '../ui/start.js';
import { App } from './app.js';

await start({ app: 'console', base: '/console', pages: (session) => <App session={session} /> });
