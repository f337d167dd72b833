import type { z } from 'zod';
import { SECRET_SIGNS } from './private-keys.js';
import type { ProxyTrust } from './proxy-trust.js';
import { variables } from './variables.js';
import { isPlaceholder, isWeakSecret } from './weak-secret.js';

/** The parsed environment. See contract §9 for the meaning of each variable. */
export interface Config {
  nodeEnv: 'production' | 'development' | 'test';
  /** 0 asks for any free port. */
  port: number;
  host: string;
  /** `null`: the embedded PostgreSQL under `dataDir`. */
  databaseUrl: string | null;
  /** An absolute path. */
  dataDir: string;
  /** The first one signs, all of them verify. Empty until `withJwtSecret` has read or made the kept one. */
  jwtSecrets: string[];
  /** P-256, in PEM; the first signs access tokens, all verify. Empty in production where none is set: HS256 goes on. */
  jwtPrivateKeys: string[];
  /** Tokens are signed by JWT_SECRET all the same, while servers learn the keys. */
  jwtSignsBySecret: boolean;
  /** Without a slash at the end. */
  publicUrl: string;
  smtpUrl: string | null;
  mailFrom: string;
  operatorEmail: string | null;
  operatorPassword: string | null;
  renewals: boolean;
  usageBatching: boolean;
  rateLimits: boolean;
  /** Days that the audit is kept; `null` is for ever. */
  auditDays: number | null;
  /** Which events are recorded: every one, those that an endpoint takes, or none. */
  events: 'all' | 'listened' | 'off';
  /** Days that events are kept. */
  eventsDays: number;
  catalogue: 'example' | 'none';
  checkoutUrl: string | null;
  trustProxy: ProxyTrust;
  corsOrigins: string[];
  /** Networks inside that webhooks may be sent to, in CIDR notation. */
  webhookNetworks: string[];
  /** Where `/metrics` is served apart from the API; `null`: on its port. */
  metricsPort: number | null;
  metricsHost: string;
  /** Whether the OpenAPI documents and Swagger UI are served. */
  docs: boolean;
  /** How many connections may be open. Further ones are closed without an answer. */
  maxConnections: number;
  /** How long a server that is told to stop still serves, so that proxies learn that it is not ready. */
  drainSeconds: number;
  /** How far the machine's clock may be from the database's before this server renews nothing. */
  maxClockSkewSeconds: number;
  logLevel: 'fatal' | 'error' | 'warn' | 'log' | 'debug' | 'verbose';
}

/** Injection token of the parsed configuration: `@Inject(CONFIG) private readonly config: Config`. */
export const CONFIG = Symbol('Config');

/** The environment cannot be used; `problems` names every variable that is wrong, all at once. */
export class ConfigError extends Error {
  constructor(readonly problems: string[]) {
    super(`The configuration is wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * Parses the environment once. Unknown variables are ignored, and empty ones count as absent. It reads and writes nothing else.
 * An error never holds a secret.
 *
 * @throws ConfigError listing everything that is wrong, never only the first.
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = variables.safeParse(env);
  // The rules between variables look at the raw environment, so that they are reported
  // together with variables that could not be parsed.
  const problems = [...fieldProblems(parsed.error), ...productionProblems(env), ...operatorProblems(env)];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data);
}

function fieldProblems(error: z.ZodError | undefined): string[] {
  return (error?.issues ?? []).map((issue) => `${issue.path.join('.')} ${issue.message}`);
}

function productionProblems(env: NodeJS.ProcessEnv): string[] {
  if (env.NODE_ENV?.trim() !== 'production') return [];
  const problems: string[] = [];
  const secrets = env.JWT_SECRET?.split(',').map((secret) => secret.trim()) ?? [];
  if (!isSet(env.JWT_SECRET)) problems.push('JWT_SECRET is required in production');
  if (secrets.some(isWeakSecret))
    problems.push('JWT_SECRET is a placeholder or easy to guess; make one with: openssl rand -base64 32');
  if (isPlaceholder(env.OPERATOR_PASSWORD ?? '')) problems.push('OPERATOR_PASSWORD is a placeholder');
  return problems;
}

function operatorProblems(env: NodeJS.ProcessEnv): string[] {
  if (isSet(env.OPERATOR_EMAIL) === isSet(env.OPERATOR_PASSWORD)) return [];
  const missing = isSet(env.OPERATOR_EMAIL) ? 'OPERATOR_PASSWORD' : 'OPERATOR_EMAIL';
  return [`${missing} is missing: OPERATOR_EMAIL and OPERATOR_PASSWORD go together`];
}

function toConfig(env: z.infer<typeof variables>): Config {
  const host = env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST;
  return {
    nodeEnv: env.NODE_ENV,
    port: env.PORT,
    host: env.HOST,
    databaseUrl: env.DATABASE_URL,
    dataDir: env.DATA_DIR,
    jwtSecrets: env.JWT_SECRET ?? [],
    jwtPrivateKeys: (env.JWT_PRIVATE_KEY ?? []).filter((key) => key !== SECRET_SIGNS),
    jwtSignsBySecret: env.JWT_PRIVATE_KEY?.[0] === SECRET_SIGNS,
    publicUrl: env.PUBLIC_URL ?? `http://${host}:${env.PORT}`,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    operatorEmail: env.OPERATOR_EMAIL,
    operatorPassword: env.OPERATOR_PASSWORD,
    renewals: env.RENEWALS,
    usageBatching: env.USAGE_BATCHING,
    rateLimits: env.RATE_LIMITS ?? env.NODE_ENV === 'production',
    auditDays: env.AUDIT_DAYS,
    events: env.EVENTS,
    eventsDays: env.EVENTS_DAYS,
    catalogue: env.CATALOGUE ?? (tryingOut(env) ? 'example' : 'none'),
    checkoutUrl: env.CHECKOUT_URL,
    trustProxy: env.TRUST_PROXY,
    corsOrigins: env.CORS_ORIGINS,
    webhookNetworks: env.WEBHOOK_NETWORKS,
    metricsPort: env.METRICS_PORT,
    metricsHost: env.METRICS_HOST,
    docs: env.DOCS,
    maxConnections: env.MAX_CONNECTIONS,
    maxClockSkewSeconds: env.MAX_CLOCK_SKEW_SECONDS,
    drainSeconds: env.DRAIN_SECONDS ?? (env.NODE_ENV === 'production' ? 2 : 0),
    // The usual name in other services.
    logLevel: env.LOG_LEVEL === 'info' ? 'log' : env.LOG_LEVEL,
  };
}

/** The embedded server outside production, where no customers are. */
const tryingOut = (env: z.infer<typeof variables>): boolean =>
  env.DATABASE_URL === null && env.NODE_ENV !== 'production';

function isSet(raw: string | undefined): boolean {
  return raw !== undefined && raw.trim() !== '';
}
