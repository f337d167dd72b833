import { resolve } from 'node:path';
import { z } from 'zod';
import { isNetwork, isProxyTrust, toProxyTrust } from './proxy-trust.js';

const FEWEST_SECRET_CHARACTERS = 32;

/** One variable of the environment, always a string there; an empty one counts as absent. */
const variable = <T extends z.ZodType>(schema: T) =>
  z.preprocess((raw) => (typeof raw === 'string' && raw.trim() === '' ? undefined : raw), schema);

const text = () => z.string().transform((raw) => raw.trim());

const optional = <T extends z.ZodType>(schema: T) =>
  variable(schema.optional()).transform((value) => value ?? null);

const oneOf = <const T extends string>(...values: T[]) =>
  z.enum(values, { error: () => `must be ${values.map((value) => `"${value}"`).join(' or ')}` });

const onOff = () => oneOf('on', 'off').transform((value) => value === 'on');

const list = () => z.string().transform((raw) => raw.split(',').map((item) => item.trim()));

const whole = (least: number, most: number) =>
  text()
    .refine(
      (raw) => /^\d{1,15}$/.test(raw) && Number(raw) >= least && Number(raw) <= most,
      `must be a whole number from ${least} to ${most}`,
    )
    .transform(Number);

const host = () =>
  text().refine(
    (raw) => /^[\w.:%-]+$/.test(raw),
    'must be a host name or an address, without scheme or port',
  );

const email = () => text().refine(isEmail, 'must be an e-mail address');

const address = (schemes: string[]) =>
  text().refine(
    (raw) => schemes.includes(parseUrl(raw)?.protocol ?? ''),
    `must be a URL that starts with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
  );

/**
 * The variables of the environment, each with what it may hold. What depends on several of them
 * (production, the embedded database, pairs) is decided in `config.ts`.
 */
export const variables = z.object({
  NODE_ENV: variable(oneOf('production', 'development', 'test').default('development')),
  PORT: variable(whole(0, 65_535).default(3000)),
  HOST: variable(host().default('127.0.0.1')),
  DATABASE_URL: optional(address(['postgres:', 'postgresql:'])),
  DATA_DIR: variable(
    z
      .string()
      .default('.data')
      .transform((path) => resolve(path)),
  ),
  JWT_SECRET: optional(
    list().refine(
      (secrets) => secrets.every((secret) => secret.length >= FEWEST_SECRET_CHARACTERS),
      `must be a secret of at least ${FEWEST_SECRET_CHARACTERS} characters, or several separated by commas`,
    ),
  ),
  PUBLIC_URL: optional(
    address(['http:', 'https:'])
      .refine((raw) => !/[?#]/.test(raw), 'must have no query and no fragment')
      .transform((raw) => raw.replace(/\/+$/, '')),
  ),
  SMTP_URL: optional(address(['smtp:', 'smtps:'])),
  MAIL_FROM: variable(
    text()
      .refine(isMailbox, 'must be an e-mail address, or "Name <address>"')
      .default('Tenure <no-reply@localhost>'),
  ),
  OPERATOR_EMAIL: optional(email()),
  // Not trimmed: blanks at the ends of a password belong to it.
  OPERATOR_PASSWORD: optional(
    z.string().refine((raw) => raw.length >= 10 && raw.length <= 128, 'must have 10 to 128 characters'),
  ),
  RENEWALS: variable(onOff().default(true)),
  USAGE_BATCHING: variable(onOff().default(true)),
  RATE_LIMITS: optional(onOff()),
  AUDIT_DAYS: optional(
    text()
      .refine((raw) => /^[1-9]\d{0,4}$/.test(raw), 'must be a whole number of days from 1 to 99999')
      .transform(Number),
  ),
  EVENTS: variable(oneOf('all', 'listened', 'off').default('all')),
  EVENTS_DAYS: variable(whole(1, 3_650).default(30)),
  CATALOGUE: optional(oneOf('example', 'none')),
  CHECKOUT_URL: optional(address(['http:', 'https:'])),
  TRUST_PROXY: variable(
    text()
      .refine(
        isProxyTrust,
        'must be "true", "false", a number of proxies, or a comma list of addresses and networks',
      )
      .transform(toProxyTrust)
      .default(false),
  ),
  CORS_ORIGINS: variable(
    list()
      .refine(
        (origins) => origins.every(isOrigin),
        'must be a comma list of origins such as https://app.example.com, without a path',
      )
      .transform((origins) => origins.map((origin) => origin.replace(/\/$/, '')))
      .default([]),
  ),
  WEBHOOK_NETWORKS: variable(
    list()
      .refine(
        (networks) => networks.every((network) => network.includes('/') && isNetwork(network)),
        'must be a comma list of networks such as 10.1.0.0/16',
      )
      .default([]),
  ),
  METRICS_PORT: optional(whole(0, 65_535)),
  METRICS_HOST: variable(host().default('127.0.0.1')),
  DOCS: variable(onOff().default(true)),
  MAX_CONNECTIONS: variable(whole(1, 100_000).default(2_000)),
  MAX_CLOCK_SKEW_SECONDS: variable(whole(1, 1_000_000_000).default(30)),
  DRAIN_SECONDS: optional(whole(0, 60)),
  LOG_LEVEL: variable(oneOf('fatal', 'error', 'warn', 'info', 'log', 'debug', 'verbose').default('log')),
});

function parseUrl(raw: string): URL | null {
  return URL.canParse(raw) ? new URL(raw) : null;
}

function isEmail(raw: string): boolean {
  return /^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(raw) && raw.length <= 254;
}

function isMailbox(raw: string): boolean {
  const named = /^[^<>\r\n]*<([^<>]+)>$/.exec(raw);
  return isEmail(named?.[1] ?? raw);
}

function isOrigin(raw: string): boolean {
  const url = parseUrl(raw);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === raw.replace(/\/$/, '');
}
