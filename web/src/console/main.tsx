import { takeToken } from '../ui/mailed-token.js';
import { start } from '../ui/start.js';
import { App } from './app.js';

takeToken();
await start({ app: 'console', base: '/console', pages: (session) => <App session={session} /> });
