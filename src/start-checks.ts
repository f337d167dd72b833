import { CatalogueRefused, readCatalogue, type WantedCatalogue } from './catalogue/index.js';
import { isAddress } from './common/validation.js';
import { type Config, ConfigError } from './config/config.js';
import { MailTemplates } from './mail/index.js';
import { passwordFault } from './users/index.js';

/**
 * Checks the parts of the configuration that need more than the variables: the address and the password of the first operator, and
 * the files that variables name. A start and `tenure doctor` call it. Returns the features and plans of the file in `CATALOGUE`;
 * null without one.
 *
 * @throws ConfigError, which lists everything that is wrong
 */
export async function checkStart(config: Config): Promise<WantedCatalogue | null> {
  const problems: string[] = [];
  const note = (error: unknown): null => {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
    return null;
  };
  const { operatorEmail, operatorPassword } = config;
  if (operatorEmail !== null && !isAddress(operatorEmail.toLowerCase()))
    problems.push('OPERATOR_EMAIL must be an e-mail address of ASCII characters, such as you@example.com');
  const fault = operatorPassword === null ? null : passwordFault(operatorPassword, operatorEmail ?? '');
  if (fault !== null) problems.push(`OPERATOR_PASSWORD ${fault}`);
  const catalogue = await wantedCatalogue(config).catch(note);
  await MailTemplates.read(config).catch(note);
  if (problems.length > 0) throw new ConfigError(problems);
  return catalogue;
}

async function wantedCatalogue({ catalogue }: Config): Promise<WantedCatalogue | null> {
  return ['example', 'none'].includes(catalogue) ? null : readCatalogue(catalogue).catch(throwAsConfigError);
}

/** Turns a refusal of the file in `CATALOGUE` into a ConfigError. Throws every other error as it is. */
export function throwAsConfigError(error: unknown): never {
  throw error instanceof CatalogueRefused ? new ConfigError([`CATALOGUE: ${error.message}`]) : error;
}
