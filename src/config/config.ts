import type * as z from 'zod';
import { ExplainedError } from '../errors/explained.error.js';
import { SECRET_SIGNS } from './private-keys.js';
import type { ProxyTrust } from './proxy-trust.js';
import { withSecretFiles } from './secret-files.js';
import { variableProblems } from './variable-rules.js';
import { variables } from './variables.js';

/** The parsed environment. See contract §9 for the meaning of each variable. */
export interface Config {
  nodeEnv: 'production' | 'development' | 'test';
  /** 0 asks for any free port. */
  port: number;
  host: string;
  /** `null`: the embedded PostgreSQL under `dataDir`. */
  databaseUrl: string | null;
  /** The same database without a pooler, where `databaseUrl` is the URL of a connection pooler: see `directUrl`. */
  directDatabaseUrl: string | null;
  /** An absolute path. */
  dataDir: string;
  /** The first secret signs, all verify. Empty until `withJwtSecret` has read or made the secret in `dataDir`. */
  jwtSecrets: string[];
  /** P-256 keys in PEM. The first signs access tokens, all verify. Empty in production if none is set: then JWT_SECRET signs. */
  jwtPrivateKeys: string[];
  /** True while JWT_SECRET still signs tokens, so that all servers can first learn the keys. */
  jwtSignsBySecret: boolean;
  /** Without a slash at the end. */
  publicUrl: string;
  smtpUrl: string | null;
  mailFrom: string;
  /** The absolute path of a folder with own texts of mails. */
  mailTemplates: string | null;
  /** What customers call the product. */
  productName: string;
  supportEmail: string | null;
  /** Whether strangers may sign up. */
  signUp: boolean;
  /** Which pages are served. */
  pages: 'on' | 'console' | 'dashboard' | 'off';
  operatorEmail: string | null;
  operatorPassword: string | null;
  /** Whether operators who log in need a second factor. */
  operatorSecondFactor: boolean;
  renewals: boolean;
  /** Whether this server sends mails and webhooks. If not, they stay queued. */
  outbound: boolean;
  usageBatching: boolean;
  /** Whether the tables are distributed over several nodes. */
  distributed: boolean;
  rateLimits: boolean;
  /** Days for which the audit log is kept; `null` keeps it for ever. */
  auditDays: number | null;
  /** Which events are recorded: all, those that a webhook receives, or none. */
  events: 'all' | 'listened' | 'off';
  /** Days for which events are kept. */
  eventsDays: number;
  /** `example`, `none`, or the path of a file. */
  catalogue: string;
  checkoutUrl: string | null;
  /** Who collects money; with `none` no invoice is written. */
  payments: 'none' | 'manual' | 'stripe';
  /** Set when `payments` is `stripe`. */
  stripe: {
    secretKey: string;
    /** The signing secrets of all Stripe webhooks that send events here. If there is none, events are refused. */
    webhookSecrets: string[];
    tax: 'off' | 'exclusive' | 'inclusive';
    /** The URL of a server in place of Stripe's; null is Stripe's. */
    apiBase: string | null;
  } | null;
  /** On which days after the first decline a payment is tried again, in rising order. */
  paymentRetryDays: number[];
  /** Days that have to lie between the mail about a higher price and the first cycle at that price. */
  priceNoticeDays: number;
  /** Years for which invoices are kept. */
  invoiceRetentionYears: number;
  /** Origins to which a checkout and a portal session may return, in addition to that of `publicUrl`. */
  returnOrigins: string[];
  trustProxy: ProxyTrust;
  corsOrigins: string[];
  /** Private networks to which webhooks may be sent, in CIDR notation. */
  webhookNetworks: string[];
  /** The separate port of `/metrics`; `null` serves it on the port of the API. */
  metricsPort: number | null;
  metricsHost: string;
  /** The token that a request for `/metrics` has to send; `null` means that none is needed. */
  metricsToken: string | null;
  /** Whether the OpenAPI documents and Swagger UI are served. */
  docs: boolean;
  /** How many connections may be open. Further ones are closed without an answer. */
  maxConnections: number;
  /** Seconds for which a server still serves after it was told to stop, so that proxies notice that it is not ready. */
  drainSeconds: number;
  /** How many seconds the machine's clock may differ from the database's. Beyond that, this server renews nothing. */
  maxClockSkewSeconds: number;
  logLevel: 'fatal' | 'error' | 'warn' | 'log' | 'debug' | 'verbose';
  /** Whether the server runs pending migrations when it starts. If not, it does not start while a migration is pending. */
  migrate: boolean;
  /** Which requests are logged: those that fail or are slow, all, or none. */
  requestLog: 'errors' | 'all' | 'off';
  /** Where traces are sent, and the share of them that is recorded (`ratio`); null records none. */
  otlp: { endpoint: string; headers: Record<string, string>; serviceName: string; ratio: number } | null;
}

/** Injection token of the parsed configuration: `@Inject(CONFIG) private readonly config: Config`. */
export const CONFIG = Symbol('Config');

/** The configuration is wrong. `problems` lists everything that is wrong, not only the first. */
export class ConfigError extends ExplainedError {
  constructor(readonly problems: string[]) {
    super(`The configuration is wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/**
 * Parses the environment. It ignores unknown variables, and empty ones count as absent. Besides the environment it reads only the
 * files of secrets that `<NAME>_FILE` names, and it writes nothing. An error never holds a secret.
 *
 * @throws ConfigError, which lists everything that is wrong
 */
export function loadConfig(given: NodeJS.ProcessEnv): Config {
  const { env, problems: ofFiles } = withSecretFiles(given);
  const parsed = variables.safeParse(env);
  // Rules about several variables read the raw environment, so that their problems are listed together with those of the parser.
  const problems = [...ofFiles, ...fieldProblems(parsed.error), ...variableProblems(env)];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data);
}

/**
 * The URL of the database without a connection pooler. A pooler that shares sessions between clients allows no LISTEN and no
 * settings for a session.
 */
export const directUrl = ({ directDatabaseUrl, databaseUrl }: Config & { databaseUrl: string }): string =>
  directDatabaseUrl ?? databaseUrl;

function fieldProblems(error: z.ZodError | undefined): string[] {
  return (error?.issues ?? []).map((issue) => `${issue.path.join('.')} ${issue.message}`);
}

function toConfig(env: z.infer<typeof variables>): Config {
  const host = env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST;
  return {
    nodeEnv: env.NODE_ENV,
    port: env.PORT,
    host: env.HOST,
    databaseUrl: env.DATABASE_URL,
    directDatabaseUrl: env.DIRECT_DATABASE_URL,
    dataDir: env.DATA_DIR,
    jwtSecrets: env.JWT_SECRET ?? [],
    jwtPrivateKeys: (env.JWT_PRIVATE_KEY ?? []).filter((key) => key !== SECRET_SIGNS),
    jwtSignsBySecret: env.JWT_PRIVATE_KEY?.[0] === SECRET_SIGNS,
    publicUrl: env.PUBLIC_URL ?? `http://${host}:${env.PORT}`,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM ?? `"${asName(env.PRODUCT_NAME)}" <no-reply@localhost>`,
    mailTemplates: env.MAIL_TEMPLATES,
    productName: env.PRODUCT_NAME,
    supportEmail: env.SUPPORT_EMAIL,
    signUp: env.SIGNUP,
    pages: env.PAGES,
    operatorEmail: env.OPERATOR_EMAIL,
    operatorPassword: env.OPERATOR_PASSWORD,
    operatorSecondFactor:
      (env.OPERATOR_SECOND_FACTOR ?? (env.NODE_ENV === 'production' ? 'required' : 'optional')) ===
      'required',
    renewals: env.RENEWALS,
    outbound: env.OUTBOUND,
    usageBatching: env.USAGE_BATCHING,
    distributed: env.DISTRIBUTED,
    rateLimits: env.RATE_LIMITS ?? env.NODE_ENV === 'production',
    auditDays: env.AUDIT_DAYS,
    events: env.EVENTS,
    eventsDays: env.EVENTS_DAYS,
    catalogue: env.CATALOGUE ?? (tryingOut(env) ? 'example' : 'none'),
    checkoutUrl: env.CHECKOUT_URL,
    payments: env.PAYMENTS,
    stripe:
      env.PAYMENTS !== 'stripe' || env.STRIPE_SECRET_KEY === null
        ? null
        : {
            secretKey: env.STRIPE_SECRET_KEY,
            webhookSecrets: env.STRIPE_WEBHOOK_SECRET,
            tax: env.STRIPE_TAX,
            apiBase: env.STRIPE_API_BASE,
          },
    paymentRetryDays: env.PAYMENT_RETRY_DAYS,
    priceNoticeDays: env.PRICE_NOTICE_DAYS,
    invoiceRetentionYears: env.INVOICE_RETENTION_YEARS,
    returnOrigins: env.RETURN_ORIGINS,
    trustProxy: env.TRUST_PROXY,
    corsOrigins: env.CORS_ORIGINS,
    webhookNetworks: env.WEBHOOK_NETWORKS,
    metricsPort: env.METRICS_PORT,
    metricsHost: env.METRICS_HOST,
    metricsToken: env.METRICS_TOKEN,
    docs: env.DOCS,
    maxConnections: env.MAX_CONNECTIONS,
    maxClockSkewSeconds: env.MAX_CLOCK_SKEW_SECONDS,
    drainSeconds: env.DRAIN_SECONDS ?? (env.NODE_ENV === 'production' ? 2 : 0),
    // Other services call this level `info`.
    logLevel: env.LOG_LEVEL === 'info' ? 'log' : env.LOG_LEVEL,
    migrate: env.MIGRATE === 'boot',
    requestLog: env.REQUEST_LOG,
    otlp:
      env.OTEL_EXPORTER_OTLP_ENDPOINT === null
        ? null
        : {
            endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
            headers: headersOf(env.OTEL_EXPORTER_OTLP_HEADERS),
            serviceName: env.OTEL_SERVICE_NAME,
            ratio: env.OTEL_TRACES_SAMPLER_ARG,
          },
  };
}

/** Reads `name=value` pairs that are separated by commas. */
const headersOf = (raw: string | null): Record<string, string> =>
  Object.fromEntries(
    (raw?.split(',') ?? []).map((header) => {
      const [name = '', ...value] = header.split('=');
      return [name.trim(), decodeURIComponent(value.join('=').trim())];
    }),
  );

/** Removes what may not be in a quoted name in the header of a mail. */
const asName = (text: string): string => text.replace(/["\\<>\s\p{Cc}]+/gu, ' ').trim();

/** True if somebody only tries the service out: with the embedded database, and not in production. */
const tryingOut = (env: z.infer<typeof variables>): boolean =>
  env.DATABASE_URL === null && env.NODE_ENV !== 'production';
