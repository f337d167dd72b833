import { resolve } from 'node:path';
import { z } from 'zod';
import { readPrivateKeys, SECRET_SIGNS } from './private-keys.js';
import { isNetwork, isProxyTrust, toProxyTrust } from './proxy-trust.js';

const FEWEST_SECRET_CHARACTERS = 32;
const FIRST_SECRET_SIGNS = new RegExp(`^\\s*${SECRET_SIGNS}\\s*,`);

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
 * The variables of the environment, each with what it may hold and what it is for; `npm run configuration` writes them to
 * docs/configuration.md and .env.example. What depends on several of them
 * (production, the embedded database, pairs) is decided in `config.ts`.
 */
export const variables = z.object({
  NODE_ENV: variable(oneOf('production', 'development', 'test').default('development')).describe(
    '`production` asks for real secrets, limits rates, and sells no example plans.',
  ),
  PORT: variable(whole(0, 65_535).default(3000)).describe('Where the API listens. 0 takes any free port.'),
  HOST: variable(host().default('127.0.0.1')).describe(
    'The address that the API listens on. `0.0.0.0` is every one of the machine.',
  ),
  DATABASE_URL: optional(address(['postgres:', 'postgresql:'])).describe(
    'The PostgreSQL to use, 15 or newer. Without it an embedded one runs under `DATA_DIR`.',
  ),
  DATA_DIR: variable(
    z
      .string()
      .default('.data')
      .transform((path) => resolve(path)),
  ).describe(
    'The folder of the embedded database, of kept secrets, and of mails when there is no `SMTP_URL`.',
  ),
  JWT_SECRET: optional(
    list().refine(
      (secrets) => secrets.every((secret) => secret.length >= FEWEST_SECRET_CHARACTERS),
      `must be a secret of at least ${FEWEST_SECRET_CHARACTERS} characters, or several separated by commas`,
    ),
  ).describe(
    'Signs access tokens. The first of several signs, all verify. Without it one is made and kept in `DATA_DIR`.',
  ),
  JWT_PRIVATE_KEY: optional(
    z
      .string()
      .refine(
        (raw) => readPrivateKeys(raw.replace(FIRST_SECRET_SIGNS, '')) !== null,
        'must be a P-256 private key in PEM, or in base64 of PEM, or several separated by commas; make one with: ' +
          'openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 | base64 -w0',
      )
      .transform((raw) => [
        ...(FIRST_SECRET_SIGNS.test(raw) ? [SECRET_SIGNS] : []),
        ...(readPrivateKeys(raw.replace(FIRST_SECRET_SIGNS, '')) ?? []),
      ]),
  ).describe(
    'Signs access tokens so that other programs can check them, see [service-keys.md](service-keys.md). The first of several ' +
      'signs, all verify. Outside production, and without `JWT_SECRET`, one is made and kept in `DATA_DIR`.',
  ),
  PUBLIC_URL: optional(
    address(['http:', 'https:'])
      .refine((raw) => !/[?#]/.test(raw), 'must have no query and no fragment')
      .transform((raw) => raw.replace(/\/+$/, '')),
  ).describe('Where people reach the service: links in mails begin with it.'),
  SMTP_URL: optional(address(['smtp:', 'smtps:'])).describe(
    'The mail server, with user and password. Without it mails are files under `DATA_DIR/mail`.',
  ),
  MAIL_FROM: variable(
    text()
      .refine(isMailbox, 'must be an e-mail address, or "Name <address>"')
      .default('Tenure <no-reply@localhost>'),
  ).describe('The sender of mails.'),
  OPERATOR_EMAIL: optional(email()).describe('The first operator. Goes together with `OPERATOR_PASSWORD`.'),
  // Not trimmed: blanks at the ends of a password belong to it.
  OPERATOR_PASSWORD: optional(
    z.string().refine((raw) => raw.length >= 10 && raw.length <= 128, 'must have 10 to 128 characters'),
  ).describe('The password that the first operator gets when the account is made.'),
  RENEWALS: variable(onOff().default(true)).describe('Whether this server runs the renewal loop.'),
  USAGE_BATCHING: variable(onOff().default(true)).describe(
    'Whether spends that come at the same time are decided in one statement.',
  ),
  RATE_LIMITS: optional(onOff()).describe(
    'Whether log-ins, sign-ups and requests are limited. On in production.',
  ),
  AUDIT_DAYS: optional(
    text()
      .refine((raw) => /^[1-9]\d{0,4}$/.test(raw), 'must be a whole number of days from 1 to 99999')
      .transform(Number),
  ).describe('Days that the audit log is kept. Without it, for ever.'),
  EVENTS: variable(oneOf('all', 'listened', 'off').default('all')).describe(
    'Which events are recorded: all, those that somebody listens to, or none.',
  ),
  EVENTS_DAYS: variable(whole(4, 3_650).default(30)).describe(
    'Days that events are kept, and their deliveries: more than the three days for which a delivery is tried.',
  ),
  CATALOGUE: optional(oneOf('example', 'none')).describe(
    '`example` installs example plans. So does an embedded database outside production.',
  ),
  CHECKOUT_URL: optional(address(['http:', 'https:'])).describe(
    'Your checkout: refusals link there, and say what was wanted.',
  ),
  TRUST_PROXY: variable(
    text()
      .refine(
        isProxyTrust,
        'must be "true", "false", a number of proxies, or a comma list of addresses and networks',
      )
      .transform(toProxyTrust)
      .default(false),
  ).describe('Which proxies may say the client’s address. See [operations.md](operations.md).'),
  CORS_ORIGINS: variable(
    list()
      .refine(
        (origins) => origins.every(isOrigin),
        'must be a comma list of origins such as https://app.example.com, without a path',
      )
      .transform((origins) => origins.map((origin) => origin.replace(/\/$/, '')))
      .default([]),
  ).describe('Browser apps of other origins that may call the API.'),
  WEBHOOK_NETWORKS: variable(
    list()
      .refine(
        (networks) => networks.every((network) => network.includes('/') && isNetwork(network)),
        'must be a comma list of networks such as 10.1.0.0/16',
      )
      .default([]),
  ).describe('Private networks that webhooks may be sent to.'),
  METRICS_PORT: optional(whole(0, 65_535)).describe(
    'Serves `/metrics` on a port of its own. Without it, beside the API.',
  ),
  METRICS_HOST: variable(host().default('127.0.0.1')).describe('The address of `METRICS_PORT`.'),
  DOCS: variable(onOff().default(true)).describe('Whether the OpenAPI documents and Swagger UI are served.'),
  MAX_CONNECTIONS: variable(whole(1, 100_000).default(2_000)).describe(
    'Connections open at once. One above them is closed.',
  ),
  MAX_CLOCK_SKEW_SECONDS: variable(whole(1, 1_000_000_000).default(30)).describe(
    'How far the machine’s clock may be from the database’s before this server renews nothing.',
  ),
  DRAIN_SECONDS: optional(whole(0, 60)).describe(
    'Seconds that a server which is told to stop still serves. 2 in production, else 0.',
  ),
  LOG_LEVEL: variable(
    oneOf('fatal', 'error', 'warn', 'info', 'log', 'debug', 'verbose').default('log'),
  ).describe('The least severe kind of line that is logged.'),
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
