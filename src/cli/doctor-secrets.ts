import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { Cipher, PURPOSES } from '../common/cipher.js';
import type { Config } from '../config/config.js';
import { type Finding, ok, warning } from './finding.js';

/**
 * The stored secrets that a key from JWT_SECRET encrypted. `text` reads a page of them, after the row `$1`, or from the first if it
 * is null.
 */
const ENCRYPTED = [
  {
    kind: 'second factors',
    table: 'second_factors',
    purpose: PURPOSES.secondFactors,
    text: `SELECT user_id AS id, ARRAY[secret] AS secrets FROM second_factors
           WHERE $1::uuid IS NULL OR user_id > $1 ORDER BY user_id LIMIT 1000`,
  },
  {
    kind: 'secrets of webhooks',
    table: 'webhook_endpoints',
    purpose: PURPOSES.webhooks,
    text: `SELECT id, ARRAY(SELECT s ->> 'secret' FROM jsonb_array_elements(secrets) AS s
                            WHERE s ->> 'endsAt' IS NULL OR (s ->> 'endsAt')::timestamptz > now()) AS secrets
           FROM webhook_endpoints WHERE ($1::uuid IS NULL OR id > $1) AND deleted_at IS NULL ORDER BY id LIMIT 1000`,
  },
];

/** Checks that JWT_SECRET decrypts all secrets in the database, and whether its first value encrypted all of them. */
export async function secrets(client: pg.Client, config: Config): Promise<Finding> {
  const values = await jwtSecrets(config);
  if (values.length === 0)
    return warning('secrets', 'JWT_SECRET is not known here, so no secret in the database was checked');
  const older: string[] = [];
  const unreadable: string[] = [];
  for (const { kind, table, purpose, text } of ENCRYPTED) {
    const cipher = new Cipher(values, purpose);
    const found = { older: 0, unreadable: 0 };
    for (const secret of await allSecrets(client, table, text)) {
      if (cipher.isCurrent(secret)) continue;
      found[cipher.decrypt(secret) === null ? 'unreadable' : 'older'] += 1;
    }
    if (found.older > 0) older.push(`${found.older} of the ${kind}`);
    if (found.unreadable > 0) unreadable.push(`${found.unreadable} of the ${kind}`);
  }
  if (older.length + unreadable.length === 0)
    return ok('secrets', 'the first value of JWT_SECRET decrypts all');
  return warning(
    'secrets',
    [
      ...(older.length === 0
        ? []
        : [
            `An older value of JWT_SECRET encrypted ${older.join(' and ')}. Keep it until a server has started with the new ` +
              'value before it',
          ]),
      ...(unreadable.length === 0
        ? []
        : [`No value of JWT_SECRET decrypts ${unreadable.join(' and ')}. Add the value that encrypted them`]),
    ].join('. '),
  );
}

/** The values of JWT_SECRET, or the secret that a server has made. A check makes none. */
async function jwtSecrets({ jwtSecrets: given, dataDir }: Config): Promise<string[]> {
  if (given.length > 0) return given;
  const made = await readFile(join(dataDir, 'jwt-secret'), 'utf8').catch(() => null);
  return made === null ? [] : [made.trim()];
}

/** All encrypted texts of a table; none if a migration that makes the table is pending. */
async function allSecrets(client: pg.Client, table: string, text: string): Promise<string[]> {
  const { rows } = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
    table,
  ]);
  if (rows[0]?.there !== true) return [];
  const all: string[] = [];
  for (let after: string | null | undefined = null; after !== undefined;) {
    const page: pg.QueryResult<{ id: string; secrets: string[] }> = await client.query(text, [after]);
    all.push(...page.rows.flatMap(({ secrets: some }) => some));
    after = page.rows.at(-1)?.id;
  }
  return all;
}
