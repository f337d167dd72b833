import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';

const USAGE = `Usage:
  npm run operator -- add EMAIL            makes an operator, and prints the password this once
  npm run operator -- key EMAIL [NAME]     makes a key that acts as the operator, and prints it this once
  npm run operator -- keys                 lists the keys that are not revoked
  npm run operator -- revoke KEY_ID        revokes a key

The database is DATABASE_URL's, or that of the service which runs with the same DATA_DIR.`;

const built = (path) => import(new URL(`../dist/src/${path}`, import.meta.url).href);

async function databaseUrl({ databaseUrl: url, dataDir }) {
  if (url !== null) return url;
  const path = join(dataDir, 'database-url');
  const kept = await readFile(path, 'utf8').catch(() => null);
  if (kept === null) throw new Error(`${path} is not there: start the service first, or set DATABASE_URL.`);
  return kept.trim();
}

async function run([command, ...words]) {
  if (!['add', 'key', 'keys', 'revoke'].includes(command)) return USAGE;
  if (command !== 'keys' && words[0] === undefined) return USAGE;
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
  const { OperatorsService, UsersService } = await built('members/members.service.js');
  const [clock, audit] = [new SystemClock(), new AuditService(dataSource)];
  return new OperatorsService(dataSource, new UsersService(dataSource, audit, clock), audit, clock);
}

async function act(operators, command, [word, name = 'Backend']) {
  if (command === 'add') {
    const password = randomBytes(18).toString('base64url');
    await operators.add(word, password);
    return `${word} is an operator now. Password, shown this once: ${password}`;
  }
  if (command === 'key') {
    const { id, apiKey } = await operators.makeKey(word, name);
    return `Key ${id}, shown this once; send it as X-Api-Key: ${apiKey}`;
  }
  if (command === 'revoke') return (await operators.revokeKey(word)) ? 'Revoked.' : 'There is no such key.';
  const keys = await operators.listKeys();
  return (
    keys.map(({ id, email, name: label, key }) => `${id}  ${key}  ${email}  ${label}`).join('\n') ||
    'No keys.'
  );
}

try {
  console.log(await run(process.argv.slice(2)));
} catch (error) {
  console.error(error.detail ?? error.message);
  process.exitCode = 1;
}
