import { readFile, stat } from 'node:fs/promises';
import * as z from 'zod';
import type { Doubt } from './report.js';
import { ImportRefused } from './import-refused.error.js';

const LARGEST_FILE = 512 * 1024 * 1024;

/** A text. PostgreSQL cannot hold half of a surrogate pair. */
const text = z.string().transform((written) => written.replaceAll(/\p{Cs}/gu, '\ufffd'));
/** A time. Django writes it without an offset if it stores no time zones; such a time is read as UTC. */
const instant = z.string().transform((written, context) => {
  const hasOffset = /(Z|[+-]\d{2}:?\d{2})$/.test(written);
  const time = new Date(hasOffset ? written : `${written}Z`);
  if (!Number.isNaN(time.getTime())) return time;
  context.addIssue({ code: 'custom', message: 'is not a time' });
  return z.NEVER;
});
const key = z.union([z.number().int(), z.string()]).transform(String);
/** A reference to a user: the primary key, or with `--natural-foreign` the username. */
const userKey = z.union([key, z.tuple([text]).transform(([username]) => ({ username }))]);

const fields = {
  plan: z.object({
    name: text,
    description: text.nullish(),
    duration_days: z.number().int(),
    usd_price: z.union([z.string(), z.number()]).transform(String),
  }),
  business: z.object({ name: text, is_active: z.boolean() }),
  subscription: z.object({
    business: key,
    plan: key,
    is_active: z.boolean(),
    start_time: instant.nullish(),
    end_time: instant.nullish(),
  }),
  member: z.object({ business: key, user: userKey, activation_key: z.string().nullish() }),
  user: z.object({
    username: text,
    email: text.nullish(),
    first_name: text.nullish(),
    last_name: text.nullish(),
    password: text.nullish(),
    is_active: z.boolean().default(true),
    is_staff: z.boolean().default(false),
    is_superuser: z.boolean().default(false),
  }),
};

type Kind = keyof typeof fields;
/** A row with its primary key. */
export type Row<K extends Kind> = { pk: string } & z.infer<(typeof fields)[K]>;

/** The content of the original's database. The rows of each list are in the order of their keys. */
export interface Dump {
  plans: Row<'plan'>[];
  businesses: Row<'business'>[];
  subscriptions: Row<'subscription'>[];
  members: Row<'member'>[];
  users: Row<'user'>[];
}

/** The models of the original, by the last part of their names, because an installation may have renamed the app. */
const KINDS: Record<string, Kind> = {
  plan: 'plan',
  business: 'business',
  subscription: 'subscription',
  teammember: 'member',
  user: 'user',
};

/**
 * Reads the file that `manage.py dumpdata` wrote. Rows that cannot be read become doubts. @throws ImportRefused for another file
 */
export async function readDump(path: string): Promise<{ dump: Dump; doubts: Doubt[] }> {
  const { size } = await stat(path).catch((error: Error) => {
    throw new ImportRefused(`${path} cannot be read: ${error.message}`);
  });
  if (size > LARGEST_FILE) throw new ImportRefused(`${path} is larger than 512 MiB.`);
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ImportRefused(`${path} is not valid JSON: ${(error as Error).message}`);
  }
  return parseDump(content, path);
}

export function parseDump(content: unknown, name: string): { dump: Dump; doubts: Doubt[] } {
  const rows = z.array(z.object({ model: z.string(), pk: key.nullish(), fields: z.looseObject({}) }));
  const parsed = rows.safeParse(content);
  if (!parsed.success || parsed.data.length === 0)
    throw new ImportRefused(
      `${name} is not what \`manage.py dumpdata\` writes: a list of {model, pk, fields}.`,
    );
  const dump: Dump = { plans: [], businesses: [], subscriptions: [], members: [], users: [] };
  const doubts: Doubt[] = [];
  for (const { model, pk, fields: values } of parsed.data) {
    const kind = KINDS[model.split('.').at(-1)?.toLowerCase() ?? ''];
    if (kind === undefined) continue;
    const row = fields[kind].safeParse(values);
    const at = `${model} ${pk ?? '?'}`;
    // With --natural-primary, users have no primary key; then the username stands for it.
    const named = pk ?? (kind === 'user' && row.success ? (row.data as { username: string }).username : null);
    if (row.success && named !== null) dump[PLACES[kind]].push({ pk: named, ...row.data } as never);
    else doubts.push({ row: at, rule: 'unreadable', decision: `left out: ${whyOf(row.error)}` });
  }
  for (const list of Object.values(dump) as { pk: string }[][]) list.sort(byKey);
  return { dump, doubts };
}

const PLACES = {
  plan: 'plans',
  business: 'businesses',
  subscription: 'subscriptions',
  member: 'members',
  user: 'users',
} as const;

const whyOf = (error: z.ZodError | undefined): string =>
  error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ') ?? 'it has no pk';

/** Sorts numbers by size, and all other keys as text. */
const byKey = (a: { pk: string }, b: { pk: string }): number =>
  Number(a.pk) - Number(b.pk) || (a.pk < b.pk ? -1 : a.pk > b.pk ? 1 : 0);
