import { resolve } from 'node:path';
import * as z from 'zod';
import { readPrivateKeys, SECRET_SIGNS } from './private-keys.js';
import { isNetwork } from './network.js';
import { isProxyTrust, toProxyTrust } from './proxy-trust.js';

/** The least length of a value of `JWT_SECRET`. */
export const FEWEST_SECRET_CHARACTERS = 32;
const FIRST_SECRET_SIGNS = new RegExp(`^\\s*${SECRET_SIGNS}\\s*,`);

/** Declares one variable of the environment, where every value is a string. An empty one counts as absent. */
const variable = <T extends z.ZodType>(schema: T) =>
  z.preprocess((raw) => (typeof raw === 'string' && raw.trim() === '' ? undefined : raw), schema);

const text = () => z.string().transform((raw) => raw.trim());

const optional = <T extends z.ZodType>(schema: T) =>
  variable(schema.optional()).transform((value) => value ?? null);

const oneOf = <const T extends string>(...values: T[]) =>
  z.enum(values, { error: () => `must be ${values.map((value) => `"${value}"`).join(' or ')}` });

const onOff = () => oneOf('on', 'off').transform((value) => value === 'on');

const list = () => z.string().transform((raw) => raw.split(',').map((item) => item.trim()));

const origins = () =>
  list()
    .refine(
      (all) => all.every(isOrigin),
      'must be a comma list of origins such as https://app.example.com, without a path',
    )
    .transform((all) => all.map((origin) => origin.replace(/\/$/, '')));

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
 * The variables of the environment, each with its rule and its purpose. `npm run configuration` writes them to
 * docs/configuration.md and .env.example. `variable-rules.ts` has the rules that depend on several variables: production, the
 * embedded database, pairs.
 */
export const variables = z.object({
  NODE_ENV: variable(oneOf('production', 'development', 'test').default('development')).describe(
    'With `production`, secrets have to be set, rates are limited, and no example plans are installed by default.',
  ),
  PORT: variable(whole(0, 65_535).default(3000)).describe(
    'The port on which the API listens. 0 takes any free port.',
  ),
  HOST: variable(host().default('127.0.0.1')).describe(
    'The address on which the API listens. `0.0.0.0` means all addresses of the machine.',
  ),
  DATABASE_URL: optional(address(['postgres:', 'postgresql:'])).describe(
    'The PostgreSQL database, version 15 or newer. Without this variable, an embedded PostgreSQL runs under `DATA_DIR`.',
  ),
  DIRECT_DATABASE_URL: optional(address(['postgres:', 'postgresql:'])).describe(
    'The same database without the connection pooler, if `DATABASE_URL` is the URL of a pooler, see [scaling.md](scaling.md). ' +
      'Migrations, job queues and commands use it.',
  ),
  MIGRATE: variable(oneOf('boot', 'off').default('boot')).describe(
    'With `boot`, a server runs pending migrations when it starts. With `off`, `tenure migrate` runs them, and a server does not start ' +
      'while a migration is pending.',
  ),
  DATA_DIR: variable(
    z
      .string()
      .default('.data')
      .transform((path) => resolve(path)),
  ).describe(
    'The folder for the embedded database, for secrets that the service makes, and for mails if `SMTP_URL` is not set.',
  ),
  JWT_SECRET: optional(
    list().refine(
      (secrets) => secrets.every((secret) => secret.length >= FEWEST_SECRET_CHARACTERS),
      `must be a secret of at least ${FEWEST_SECRET_CHARACTERS} characters, or several separated by commas`,
    ),
  ).describe(
    'The secret that signs access tokens. Of several secrets, the first signs and all verify. Without this variable, the service makes ' +
      'a secret and stores it in `DATA_DIR`.',
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
    'The private key that signs access tokens so that other programs can verify them, see [operator-keys.md](operator-keys.md). Of several ' +
      'keys, the first signs and all verify. If neither this variable nor `JWT_SECRET` is set, and outside production, the service makes ' +
      'a key and stores it in `DATA_DIR`.',
  ),
  PUBLIC_URL: optional(
    address(['http:', 'https:'])
      .refine((raw) => !/[?#]/.test(raw), 'must have no query and no fragment')
      .transform((raw) => raw.replace(/\/+$/, '')),
  ).describe('The URL at which people reach the service. Links in mails begin with it.'),
  SMTP_URL: optional(address(['smtp:', 'smtps:'])).describe(
    'The mail server, with user and password. Without it, mails are written as files under `DATA_DIR/mail`.',
  ),
  MAIL_FROM: optional(text().refine(isMailbox, 'must be an e-mail address, or "Name <address>"')).describe(
    'The sender of mails. Without it, `PRODUCT_NAME` at `no-reply@localhost`.',
  ),
  MAIL_TEMPLATES: optional(z.string().transform((path) => resolve(path))).describe(
    'A folder with your own texts of mails, see [mails.md](mails.md). Mails that have no text there use the built-in one.',
  ),
  PRODUCT_NAME: variable(
    text()
      .refine((raw) => raw.length <= 100, 'must have at most 100 characters')
      .default('Tenure'),
  ).describe('The name of your product, in mails and on pages.'),
  SUPPORT_EMAIL: optional(email()).describe(
    'The address to which your customers write for help. Mails and pages show it.',
  ),
  SIGNUP: variable(onOff().default(true)).describe(
    'Whether strangers may sign up. With `off` they get 403 `signup_closed`; operators create businesses, and members invite people.',
  ),
  PAGES: variable(oneOf('on', 'console', 'dashboard', 'off').default('on')).describe(
    'Which pages are served: the customers’ dashboard at `/app`, the operators’ console at `/console`, both or none.',
  ),
  OPERATOR_EMAIL: optional(email()).describe(
    'The e-mail address of the first operator. Needs `OPERATOR_PASSWORD`, too.',
  ),
  // It is not trimmed, because a password may begin or end with blanks.
  OPERATOR_PASSWORD: optional(
    z.string().refine((raw) => raw.length >= 10 && raw.length <= 128, 'must have 10 to 128 characters'),
  ).describe('The password of the first operator. It is used only when the account is created.'),
  OPERATOR_SECOND_FACTOR: optional(oneOf('required', 'optional')).describe(
    'Whether operators who log in need a second factor. The default in production is `required`. Operator keys need none.',
  ),
  RENEWALS: variable(onOff().default(true)).describe(
    'Whether this server runs the renewal loop. With `off` it also collects no money, reads no events of Stripe, reminds nobody of unpaid ' +
      'invoices and sends no mails about money by itself. At least one server needs `on`.',
  ),
  OUTBOUND: variable(onOff().default(true)).describe(
    'Whether this server sends mails and webhooks. With `off` they stay queued, for a server on a copy of your database, see ' +
      '[backup.md](backup.md#try-it).',
  ),
  DISTRIBUTED: variable(onOff().default(false)).describe(
    'Whether the database is distributed with Citus. If this is wrong, the server does not start.',
  ),
  USAGE_BATCHING: variable(onOff().default(true)).describe(
    'Whether spends that arrive at the same time are decided in one statement.',
  ),
  RATE_LIMITS: optional(onOff()).describe(
    'Whether the rates of log-ins, sign-ups and similar requests are limited. The default is `on` in production, else `off`.',
  ),
  AUDIT_DAYS: optional(
    text()
      .refine((raw) => /^[1-9]\d{0,4}$/.test(raw), 'must be a whole number of days from 1 to 99999')
      .transform(Number),
  ).describe('Days for which the audit log is kept. Without this variable, it is kept for ever.'),
  EVENTS: variable(oneOf('all', 'listened', 'off').default('all')).describe(
    'Which events are recorded: `all`, only those that a webhook receives (`listened`), or none (`off`).',
  ),
  EVENTS_DAYS: variable(whole(4, 3_650).default(30)).describe(
    'Days for which events and their deliveries are kept. At least 4, because a delivery is tried for three days.',
  ),
  CATALOGUE: optional(
    text().refine(
      (raw) => /^(example|none)$|\.(ya?ml|json)$/.test(raw),
      'must be "example", "none", or the path of a .yaml, .yml or .json file',
    ),
  ).describe(
    'A file with features and plans that every start applies, see [catalogue.md](catalogue.md). `example` installs example plans if ' +
      'there is no plan yet; it is the default with an embedded database outside production. Otherwise the default is `none`.',
  ),
  CHECKOUT_URL: optional(address(['http:', 'https:'])).describe(
    'The URL of your checkout. A problem `payment_required` has it in `checkoutUrl`, beside the code of the wanted plan.',
  ),
  PAYMENTS: variable(oneOf('none', 'manual', 'stripe').default('none')).describe(
    'Who collects money: nobody (`none`), you, by marking invoices as paid (`manual`), or Stripe (`stripe`). See ' +
      '[payments.md](payments.md).',
  ),
  STRIPE_SECRET_KEY: optional(
    text().refine(
      (raw) => /^(sk|rk)_(live|test)_\w+$/.test(raw),
      'must be a secret or restricted key of Stripe, such as sk_test_…',
    ),
  ).describe('The secret key of your Stripe account. `PAYMENTS=stripe` needs it.'),
  STRIPE_WEBHOOK_SECRET: variable(
    list()
      .refine(
        (secrets) => secrets.every((secret) => /^whsec_\w+$/.test(secret)),
        'must be a signing secret of Stripe, such as whsec_…, or several separated by commas',
      )
      .default([]),
  ).describe(
    'The secret with which Stripe signs events. Without it, the service accepts no events, and asks Stripe for them every minute.',
  ),
  STRIPE_TAX: variable(oneOf('off', 'exclusive', 'inclusive').default('off')).describe(
    'Whether Stripe Tax adds tax to your prices (`exclusive`), or your prices include it (`inclusive`).',
  ),
  STRIPE_API_BASE: optional(address(['http:', 'https:'])).describe(
    'The URL of a server that replaces Stripe’s in tests. Not allowed with a live key.',
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
    'Days that have to lie between the mail about a higher price and the first cycle at that price.',
  ),
  INVOICE_RETENTION_YEARS: variable(whole(1, 100).default(10)).describe(
    'Years for which invoices and credit notes are kept, also after an erasure.',
  ),
  RETURN_ORIGINS: variable(origins().default([])).describe(
    'Origins to which a checkout and a portal session may return, in addition to that of `PUBLIC_URL`.',
  ),
  TRUST_PROXY: variable(
    text()
      .refine(
        isProxyTrust,
        'must be "true", "false", a number of proxies, or a comma list of addresses and networks',
      )
      .transform(toProxyTrust)
      .default(false),
  ).describe('The proxies that may name the client’s address. See [operations.md](operations.md).'),
  CORS_ORIGINS: variable(origins().default([])).describe(
    'The origins of browser apps that may call the API.',
  ),
  WEBHOOK_NETWORKS: variable(
    list()
      .refine(
        (networks) => networks.every((network) => network.includes('/') && isNetwork(network)),
        'must be a comma list of networks such as 10.1.0.0/16',
      )
      .default([]),
  ).describe(
    'Private networks to which webhooks may be sent. In production only those of the operators’ own endpoints.',
  ),
  METRICS_PORT: optional(whole(0, 65_535)).describe(
    'A separate port for `/metrics`. Without it, the port of the API serves them.',
  ),
  METRICS_HOST: variable(host().default('127.0.0.1')).describe(
    'The address on which `METRICS_PORT` listens.',
  ),
  METRICS_TOKEN: optional(
    text().refine(
      (raw) => /^[\w.~+/=-]{16,}$/.test(raw),
      'must be a token of at least 16 letters, digits and signs',
    ),
  ).describe(
    'The token that a request for `/metrics` has to send as `Authorization: Bearer`. Without this variable, everybody may read them.',
  ),
  DOCS: variable(onOff().default(true)).describe('Whether the OpenAPI documents and Swagger UI are served.'),
  MAX_CONNECTIONS: variable(whole(1, 100_000).default(2_000)).describe(
    'The most connections that are open at once. Further connections are closed.',
  ),
  MAX_CLOCK_SKEW_SECONDS: variable(whole(1, 1_000_000_000).default(30)).describe(
    'How many seconds the machine’s clock may differ from the database’s. Beyond that, this server is not ready and does no scheduled work.',
  ),
  DRAIN_SECONDS: optional(whole(0, 60)).describe(
    'Seconds for which a server still serves after it was told to stop. The default is 2 in production, else 0.',
  ),
  LOG_LEVEL: variable(
    oneOf('fatal', 'error', 'warn', 'info', 'log', 'debug', 'verbose').default('log'),
  ).describe('The least severe level that is logged.'),
  REQUEST_LOG: variable(oneOf('errors', 'all', 'off').default('errors')).describe(
    'Which requests are logged: those that fail (5xx) or take more than a second (`errors`), all, or none.',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(address(['http:', 'https:'])).describe(
    'The URL of an OpenTelemetry collector that takes traces by OTLP over HTTP, such as `http://collector:4318`. The service adds ' +
      '`/v1/traces`. Without this variable, no traces are recorded.',
  ),
  OTEL_EXPORTER_OTLP_HEADERS: optional(
    text().refine(isHeaders, 'must be name=value, separated by commas'),
  ).describe(
    'Headers that are sent with traces, such as `api-key=…,x-tenant=…`. Values are percent-encoded.',
  ),
  OTEL_SERVICE_NAME: variable(text().default('tenure')).describe('The name of this service in traces.'),
  OTEL_TRACES_SAMPLER_ARG: variable(
    text()
      .refine((raw) => /^(?:0(?:\.\d{1,9})?|1(?:\.0{1,9})?)$/.test(raw), 'must be a share from 0 to 1')
      .transform(Number)
      .default(1),
  ).describe(
    'The share of traces that is recorded. For a request with a `traceparent`, the caller decides instead.',
  ),
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

/** True for headers as the OpenTelemetry specification writes them: `name=value`, values percent-encoded. */
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

/** True for rising days: each attempt comes later than the one before. */
function isRetryDays(raw: string): boolean {
  const days = raw.split(',').map((day) => (/^\s*\d{1,2}\s*$/.test(day) ? Number(day) : 0));
  return days.length <= 10 && days.every((day, place) => day > (days[place - 1] ?? 0) && day <= 60);
}
