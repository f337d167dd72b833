import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';

const USAGE = `Usage:
  npm run operator -- list                        lists the operators
  npm run operator -- add EMAIL                   makes an operator, and prints the password this once
  npm run operator -- remove EMAIL                removes an operator; their sessions and keys end
  npm run operator -- sessions EMAIL              lists the sessions of an operator
  npm run operator -- end-sessions EMAIL          ends all sessions of an operator
  npm run operator -- key EMAIL [NAME] [EXPIRES] [SCOPES] [NETWORKS]
                                                  makes a key, and prints it this once; EXPIRES is a time such as
                                                  2030-01-01T00:00:00Z, or never. SCOPES is a comma list, and admin
                                                  when absent: with it the key acts as the operator. NETWORKS is a
                                                  comma list such as 203.0.113.0/24, and anywhere when absent
  npm run operator -- rotate KEY_ID [SECONDS]     replaces a key; the one before stays good for so long, or not at all
  npm run operator -- keys                        lists the keys that are not revoked
  npm run operator -- revoke KEY_ID               revokes a key

The database is DATABASE_URL's, or that of the service which runs with the same DATA_DIR.`;

/** How many words each command needs at least. */
const WORDS = {
  list: 0,
  add: 1,
  remove: 1,
  sessions: 1,
  'end-sessions': 1,
  key: 1,
  rotate: 1,
  keys: 0,
  revoke: 1,
};

const built = (path) => import(new URL(`../dist/src/${path}`, import.meta.url).href);

async function databaseUrl({ databaseUrl: url, dataDir }) {
  if (url !== null) return url;
  const path = join(dataDir, 'database-url');
  const kept = await readFile(path, 'utf8').catch(() => null);
  if (kept === null) throw new Error(`${path} is not there: start the service first, or set DATABASE_URL.`);
  return kept.trim();
}

/** @param {string[]} args */
async function run(args) {
  const [command = '', ...words] = args;
  if (!Object.hasOwn(WORDS, command) || words.length < WORDS[command]) return USAGE;
  await buildIfStale();
  const { loadConfig } = await built('config/config.js');
  const { dataSourceOptions } = await built('database/data-source.js');
  const { DataSource } = await import('typeorm');
  const dataSource = new DataSource(dataSourceOptions(await databaseUrl(loadConfig(process.env))));
  await dataSource.initialize();
  try {
    return await act(await services(dataSource), command, words);
  } finally {
    await dataSource.destroy();
  }
}

async function services(dataSource) {
  const { SystemClock } = await built('common/clock.js');
  const { AuditService } = await built('audit/audit.service.js');
  const { OperatorKeysService, OperatorsService, UsersService } = await built('users/index.js');
  const { OperatorSessionsService } = await built('auth/people/operator-sessions.service.js');
  const [clock, audit] = [new SystemClock(), new AuditService(dataSource)];
  const operators = new OperatorsService(
    dataSource,
    new UsersService(dataSource, audit, clock),
    audit,
    clock,
  );
  const keys = new OperatorKeysService(dataSource, operators, audit, clock);
  return { operators, keys, sessions: new OperatorSessionsService(dataSource, operators, clock) };
}

/**
 * @param {any} services
 * @param {string} command
 * @param {string[]} words
 */
async function act({ operators, keys, sessions }, command, words) {
  const [word = '', second, expires, scopes, networks] = words;
  const operator = () => operators.withEmail(word);
  switch (command) {
    case 'list':
      return lines(await everyPage((page) => operators.list(page)), ({ id, email, firstName, lastName }) =>
        [id, email, `${firstName} ${lastName}`].join('  '),
      );
    case 'add': {
      const password = randomBytes(18).toString('base64url');
      await operators.addWithPassword(word, password);
      return `${word} is an operator now. Password, shown this once: ${password}`;
    }
    case 'remove':
      await operators.remove(null, (await operator()).id);
      return `${word} is no operator any more.`;
    case 'sessions': {
      const { id } = await operator();
      return lines(await everyPage((page) => sessions.list(null, id, page)), (session) =>
        [
          session.id,
          `since ${session.createdAt.toISOString()}`,
          `used ${session.lastUsedAt.toISOString()}`,
        ].join('  '),
      );
    }
    case 'end-sessions':
      await sessions.end(null, (await operator()).id);
      return `Every session of ${word} has ended.`;
    case 'key': {
      const { id, apiKey } = await keys.make(null, (await operator()).id, {
        name: second ?? 'Backend',
        expiresAt: expires === undefined || expires === 'never' ? null : instant(expires),
        scopes: scopes === undefined ? ['admin'] : await scopesOf(scopes),
        networks: networks === undefined ? null : await networksOf(networks),
      });
      return `Key ${id}, shown this once; send it as X-Api-Key: ${apiKey}`;
    }
    case 'rotate': {
      const { id, apiKey } = await keys.rotate(null, word, seconds(second ?? '0'));
      return `Key ${id}, shown this once; send it as X-Api-Key: ${apiKey}`;
    }
    case 'keys':
      return lines(await everyPage((page) => keys.list(page)), (key) =>
        [
          key.id,
          `${key.prefix}…${key.lastFour}`,
          key.scopes.join(',') || 'nothing any more',
          ...(key.networks === null ? [] : [key.networks.join(',')]),
          key.madeBy?.email ?? 'nobody',
          key.expiresAt === null ? 'never expires' : `expires ${key.expiresAt.toISOString()}`,
          key.name,
        ].join('  '),
      );
    case 'revoke':
      await keys.revoke(null, word);
      return 'Revoked.';
  }
}

async function everyPage(list) {
  const all = [];
  for (let cursor; ;) {
    const { data, nextCursor } = await list({ limit: 100, cursor });
    all.push(...data);
    if (nextCursor === null) return all;
    cursor = nextCursor;
  }
}

const lines = (rows, line) => rows.map(line).join('\n') || 'None.';

function instant(text) {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new Error(`${text} is no time. Write it as 2030-01-01T00:00:00Z.`);
  return time;
}

async function scopesOf(list) {
  const { SERVICE_SCOPES } = await built('common/principal.js');
  const scopes = [...new Set(list.split(',').map((scope) => scope.trim()))];
  const unknown = scopes.find((scope) => !SERVICE_SCOPES.includes(scope));
  if (unknown === undefined) return scopes;
  throw new Error(`There is no scope "${unknown}". A key may have: ${SERVICE_SCOPES.join(', ')}.`);
}

async function networksOf(list) {
  const { isNetwork } = await built('common/validation.js');
  const networks = list.split(',').map((network) => network.trim());
  const wrong = networks.find((network) => !isNetwork(network));
  if (wrong === undefined) return networks;
  throw new Error(`"${wrong}" is no address or network. Write it as 203.0.113.0/24.`);
}

function seconds(text) {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new Error(`${text} is no number of seconds.`);
}

try {
  console.log(await run(process.argv.slice(2)));
} catch (error) {
  console.error(error.detail ?? error.message);
  process.exitCode = 1;
}
