import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const entry = join(root, 'dist', 'bundle', 'main.mjs');
const START_MS = 60_000;
const MAIL_MS = 10_000;
export const PASSWORD = 'correct horse battery';

/** The built service, on a PostgreSQL and a port of its own. `npm run build` comes before. */
export async function startServer(env = {}) {
  if (!existsSync(entry)) throw new Error('There is no build: npm run build');
  const folder = await mkdtemp(join(tmpdir(), 'tenure-browser-'));
  const child = spawn(process.execPath, [entry], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'development',
      PORT: '0',
      DATA_DIR: folder,
      LOG_LEVEL: 'error',
      PRODUCT_NAME: 'Analytical Cloud',
      SUPPORT_EMAIL: 'help@example.com',
      ...env,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  const until = Date.now() + START_MS;
  for (;;) {
    // 127.0.0.1 is as good as https for a browser; so are its cookies.
    const url = /API +(http:\S+)/.exec(output)?.[1];
    if (url !== undefined && output.includes('Stop')) return new Server(url, folder, stop);
    if (child.exitCode !== null || Date.now() > until) {
      await stop();
      throw new Error(`The server did not start:\n${output}`);
    }
    await pause(100);
  }
}

class Server {
  constructor(url, folder, stop) {
    this.url = url;
    this.folder = folder;
    this.stop = stop;
  }

  /** Calls the API as a program would. */
  async call(method, path, { body, token, key } = {}) {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(key !== undefined && { 'x-api-key': key }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** A customer who signed up: with a password to log in, and a key to spend. */
  async signUp({ name = 'Analytical Engines', firstName = 'Ada' } = {}) {
    const email = `${crypto.randomUUID()}@example.com`;
    const person = { email, firstName, lastName: 'Lovelace', password: PASSWORD };
    const { body } = await this.call('POST', '/v1/auth/signup', { body: { business: { name }, ...person } });
    return { email, name, token: body.tokens.accessToken, key: body.bot.apiKey, business: body.business };
  }

  /** With what the operator logs in whom a first start makes. */
  async operatorLogin() {
    const password = (await readFile(join(this.folder, 'operator-password'), 'utf8')).trim();
    return { email: 'operator@tenure.local', password };
  }

  async operator() {
    const body = await this.operatorLogin();
    return (await this.call('POST', '/v1/auth/login', { body })).body.tokens.accessToken;
  }

  /** The link of the newest mail to this address that leads to `page`, as somebody would open it. */
  async mailedLink(email, page) {
    const folder = join(this.folder, 'mail');
    for (const until = Date.now() + MAIL_MS; Date.now() < until; await pause(100)) {
      const names = (await readdir(folder).catch(() => []))
        .filter((name) => !name.startsWith('.'))
        .toSorted()
        .toReversed();
      for (const name of names) {
        const text = (await readFile(join(folder, name), 'utf8'))
          .replaceAll('=\r\n', '')
          .replaceAll('=\n', '');
        const link = new RegExp(`${this.url}/(?:app/)?${page}/[0-9A-Za-z]+`).exec(text)?.[0];
        if (text.includes(email) && link !== undefined) return link;
      }
    }
    throw new Error(`No mail to ${email} leads to ${page}.`);
  }
}
