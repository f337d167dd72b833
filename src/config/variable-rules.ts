import { isPlaceholder, isWeakSecret } from './weak-secret.js';

/** What is wrong with variables that have to fit each other, one line each. It reads the raw environment. */
export const variableProblems = (env: NodeJS.ProcessEnv): string[] => [
  ...productionProblems(env),
  ...operatorProblems(env),
  ...directProblems(env),
  ...stripeProblems(env),
];

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

const directProblems = (env: NodeJS.ProcessEnv): string[] =>
  isSet(env.DIRECT_DATABASE_URL) && !isSet(env.DATABASE_URL)
    ? ['DATABASE_URL is missing: DIRECT_DATABASE_URL leads to the same database, past a connection pooler']
    : [];

function stripeProblems(env: NodeJS.ProcessEnv): string[] {
  if (env.PAYMENTS?.trim() !== 'stripe') return [];
  if (!isSet(env.STRIPE_SECRET_KEY)) return ['STRIPE_SECRET_KEY is missing: PAYMENTS=stripe needs it'];
  const live = /^\w\w_live_/.test(env.STRIPE_SECRET_KEY?.trim() ?? '');
  return live && isSet(env.STRIPE_API_BASE) ? ['STRIPE_API_BASE is for tests, not for a live key'] : [];
}

function isSet(raw: string | undefined): boolean {
  return raw !== undefined && raw.trim() !== '';
}
