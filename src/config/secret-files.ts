import { readFileSync, statSync } from 'node:fs';

/** Variables whose value may be in a file that `<NAME>_FILE` names. Docker, Kubernetes and systemd provide secrets as files. */
export const SECRETS = [
  'DATABASE_URL',
  'DIRECT_DATABASE_URL',
  'JWT_SECRET',
  'JWT_PRIVATE_KEY',
  'SMTP_URL',
  'OPERATOR_PASSWORD',
  'METRICS_TOKEN',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'OTEL_EXPORTER_OTLP_HEADERS',
] as const;

const LARGEST_FILE_BYTES = 64 * 1024;

/** Returns the environment with the secrets from files, and the problems of those files. No message shows the text of a file. */
export function withSecretFiles(env: NodeJS.ProcessEnv): { env: NodeJS.ProcessEnv; problems: string[] } {
  const found: NodeJS.ProcessEnv = {};
  const problems: string[] = [];
  for (const name of SECRETS) {
    const variable = `${name}_FILE`;
    const path = env[variable]?.trim() ?? '';
    if (path === '') continue;
    if ((env[name]?.trim() ?? '') !== '')
      problems.push(`${variable} is set, and so is ${name}: set one of them`);
    else {
      const { secret, fault } = read(path);
      if (fault !== undefined) problems.push(`${variable} ${fault}`);
      found[name] = secret;
    }
  }
  return { env: { ...env, ...found }, problems };
}

function read(path: string): { secret?: string; fault?: string } {
  try {
    if (statSync(path).size > LARGEST_FILE_BYTES) return { fault: 'names a file of more than 64 KiB' };
    // Editors add a line break at the end of a file. A secret never ends with one.
    const secret = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    return secret.trim() === '' ? { fault: 'names an empty file' } : { secret };
  } catch (error) {
    return { fault: `cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}` };
  }
}
