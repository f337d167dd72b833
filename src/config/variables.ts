import { resolve } from 'node:path';
import { z } from 'zod';
import { readPrivateKeys, SECRET_SIGNS } from './private-keys.js';
import { isNetwork } from './network.js';
import { isProxyTrust, toProxyTrust } from './proxy-trust.js';

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
  DIRECT_DATABASE_URL: optional(address(['postgres:', 'postgresql:'])).describe(
    'The same database past a connection pooler, where `DATABASE_URL` leads to one, see [scaling.md](scaling.md). Migrations, queues of jobs and commands use it.',
  ),
  MIGRATE: variable(oneOf('boot', 'off').default('boot')).describe(
    'Whether a server makes pending migrations at its start. With `off` it does not start while one is: `tenure migrate` makes them.',
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
  MAIL_FROM: optional(text().refine(isMailbox, 'must be an e-mail address, or "Name <address>"')).describe(
    'The sender of mails. Without it, `PRODUCT_NAME` at `no-reply@localhost`.',
  ),
  MAIL_TEMPLATES: optional(z.string().transform((path) => resolve(path))).describe(
    'A folder with your own texts of mails, see [mails.md](mails.md). What is not there is ours.',
  ),
  PRODUCT_NAME: variable(
    text()
      .refine((raw) => raw.length <= 100, 'must have at most 100 characters')
      .default('Tenure'),
  ).describe('What your customers call the product: in mails, and on pages.'),
  SUPPORT_EMAIL: optional(email()).describe('Where your customers write for help. Mails and pages show it.'),
  SIGNUP: variable(onOff().default(true)).describe(
    '`off`: strangers cannot sign up (403 `signup_closed`); operators make businesses, and members invite.',
  ),
  PAGES: variable(oneOf('on', 'console', 'dashboard', 'off').default('on')).describe(
    'Which pages are served: the customers’ dashboard at `/app`, the operators’ console at `/console`, both or none.',
  ),
  OPERATOR_EMAIL: optional(email()).describe('The first operator. Goes together with `OPERATOR_PASSWORD`.'),
  // Not trimmed: blanks at the ends of a password belong to it.
  OPERATOR_PASSWORD: optional(
    z.string().refine((raw) => raw.length >= 10 && raw.length <= 128, 'must have 10 to 128 characters'),
  ).describe('The password that the first operator gets when the account is made.'),
  OPERATOR_SECOND_FACTOR: optional(oneOf('required', 'optional')).describe(
    'Whether operators who log in need a second factor. `required` in production; operator keys need none.',
  ),
  RENEWALS: variable(onOff().default(true)).describe('Whether this server runs the renewal loop.'),
  DISTRIBUTED: variable(onOff().default(false)).describe(
    'Whether the database is distributed with Citus. A server refuses to start where this is wrong.',
  ),
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
  CATALOGUE: optional(
    text().refine(
      (raw) => /^(example|none)$|\.(ya?ml|json)$/.test(raw),
      'must be "example", "none", or the path of a .yaml, .yml or .json file',
    ),
  ).describe(
    'A file of features and plans that every start applies, see [catalogue.md](catalogue.md). `example` installs example ' +
      'plans where there is none, and so does an embedded database outside production.',
  ),
  CHECKOUT_URL: optional(address(['http:', 'https:'])).describe(
    'Your checkout: refusals link there, and say what was wanted.',
  ),
  PAYMENTS: variable(oneOf('none', 'manual', 'stripe').default('none')).describe(
    'Who collects money: nobody, you (invoices that you mark paid), or Stripe. See [payments.md](payments.md).',
  ),
  STRIPE_SECRET_KEY: optional(
    text().refine(
      (raw) => /^(sk|rk)_(live|test)_\w+$/.test(raw),
      'must be a secret or restricted key of Stripe, such as sk_test_…',
    ),
  ).describe('The key of your Stripe account. Needed with `PAYMENTS=stripe`.'),
  STRIPE_WEBHOOK_SECRET: variable(
    list()
      .refine(
        (secrets) => secrets.every((secret) => /^whsec_\w+$/.test(secret)),
        'must be a signing secret of Stripe, such as whsec_…, or several separated by commas',
      )
      .default([]),
  ).describe(
    'What Stripe signs events with. Without it events are not taken, and Stripe is asked for them each minute.',
  ),
  STRIPE_TAX: variable(oneOf('off', 'exclusive', 'inclusive').default('off')).describe(
    'Whether Stripe Tax adds tax to your prices, or finds it within them.',
  ),
  STRIPE_API_BASE: optional(address(['http:', 'https:'])).describe(
    'Another server in place of Stripe’s, for tests. Not with a live key.',
  ),
  PAYMENT_RETRY_DAYS: variable(
    text()
      .refine(
        isRetryDays,
        'must be a comma list of 1 to 10 days, each later than the one before, none after 60',
      )
      .transform((raw) => raw.split(',').map(Number))
      .default([1, 3, 5, 8, 12]),
  ).describe('Days after the first decline on which a payment is tried again.'),
  PRICE_NOTICE_DAYS: variable(whole(0, 365).default(14)).describe(
    'Days from the mail about a dearer price to the first cycle that may cost it.',
  ),
  INVOICE_RETENTION_YEARS: variable(whole(1, 100).default(10)).describe(
    'Years that invoices and credit notes are kept, also after an erasure.',
  ),
  RETURN_ORIGINS: variable(
    list()
      .refine(
        (origins) => origins.every(isOrigin),
        'must be a comma list of origins such as https://app.example.com, without a path',
      )
      .transform((origins) => origins.map((origin) => origin.replace(/\/$/, '')))
      .default([]),
  ).describe('Origins that a checkout and a portal session may return to, beside that of `PUBLIC_URL`.'),
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
  METRICS_TOKEN: optional(
    text().refine(
      (raw) => /^[\w.~+/=-]{16,}$/.test(raw),
      'must be a token of at least 16 letters, digits and signs',
    ),
  ).describe(
    'Whoever asks for `/metrics` sends it as `Authorization: Bearer`. Without it everybody may ask.',
  ),
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
  REQUEST_LOG: variable(oneOf('errors', 'all', 'off').default('errors')).describe(
    'Which requests are logged: those that fail (5xx) or take more than a second, all, or none.',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(address(['http:', 'https:'])).describe(
    'Where an OpenTelemetry collector takes traces by OTLP over HTTP, such as `http://collector:4318`. `/v1/traces` is added. Without ' +
      'it none are recorded.',
  ),
  OTEL_EXPORTER_OTLP_HEADERS: optional(
    text().refine(isHeaders, 'must be name=value, separated by commas'),
  ).describe('What is sent with them, such as `api-key=…,x-tenant=…`. Values are percent-encoded.'),
  OTEL_SERVICE_NAME: variable(text().default('tenure')).describe('The name of this service in traces.'),
  OTEL_TRACES_SAMPLER_ARG: variable(
    text()
      .refine((raw) => /^(?:0(?:\.\d{1,9})?|1(?:\.0{1,9})?)$/.test(raw), 'must be a share from 0 to 1')
      .transform(Number)
      .default(1),
  ).describe('The share of traces that is recorded. A request with a `traceparent` follows its caller.'),
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

/** As the OpenTelemetry specification writes them: `name=value`, values percent-encoded. */
function isHeaders(raw: string): boolean {
  return raw
    .split(',')
    .every((header) => /^\s*[\w!#$%&'*+.^`|~-]+\s*=[\x21-\x7e]*\s*$/.test(header) && isDecodable(header));
}

function isDecodable(raw: string): boolean {
  try {
    return decodeURIComponent(raw) !== '';
  } catch {
    return false;
  }
}

/** Rising days, so that each attempt is later than the one before. */
function isRetryDays(raw: string): boolean {
  const days = raw.split(',').map((day) => (/^\s*\d{1,2}\s*$/.test(day) ? Number(day) : 0));
  return days.length <= 10 && days.every((day, place) => day > (days[place - 1] ?? 0) && day <= 60);
}
