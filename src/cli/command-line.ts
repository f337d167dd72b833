import { parseArgs } from 'node:util';
import { BackupRefused } from '../backup/index.js';
import { DomainError } from '../common/domain-error.js';
import { PASSING_CODES } from '../common/problems.js';
import { ConfigError } from '../config/config.js';
import { DatabaseUnreachable } from '../database/database-unreachable.error.js';
import { WrongDistribution } from '../database/wrong-distribution.error.js';
import { EmbeddedPostgresError } from '../embedded-postgres/index.js';
import { type Command, type ExitCode, type Arguments, Misused, Refused } from './command.js';
import { COMMANDS } from './commands.js';

/**
 * Runs the command in `words`, prints its result, and returns the exit status. It returns null if a server was started, which runs
 * on.
 */
export async function runCommandLine(words: string[], env: NodeJS.ProcessEnv): Promise<ExitCode | null> {
  try {
    return await run(words, env);
  } catch (error) {
    const isTold =
      exitCodeOf(error) === 2 || error instanceof DatabaseUnreachable || error instanceof DomainError;
    console.error(`Tenure: ${isTold ? (error as Error).message : String((error as Error).stack ?? error)}`);
    return exitCodeOf(error);
  }
}

const usage = (): string =>
  [
    'Usage: tenure [COMMAND] [--json]',
    '',
    ...Object.values(COMMANDS).map(({ usage: how, summary }) => `  ${how}\n      ${summary}`),
    '',
    'The database is that of DATABASE_URL, or the embedded one that runs with the same DATA_DIR. Results go to standard output,',
    'everything else to standard error. Exit status: 0 done, 1 failed, 2 refused or used wrongly, 3 done, but look at the result.',
  ].join('\n');

async function run([name = 'serve', ...rest]: string[], env: NodeJS.ProcessEnv): Promise<ExitCode | null> {
  if (['help', '--help', '-h'].includes(name)) {
    console.log(usage());
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new Misused(`There is no command ${name}.\n\n${usage()}`);
  const { words, options } = parse(command, rest);
  const result = await command.run({ words, options, env });
  if (result === null) return null;
  console.log(options.json === true ? JSON.stringify(result.data, null, 2) : result.lines.join('\n'));
  return result.exitCode;
}

function parse(
  { options, takesWords, usage: how }: Command,
  args: string[],
): Pick<Arguments, 'words' | 'options'> {
  try {
    const known = { ...options, json: { type: 'boolean' as const } };
    const { positionals, values } = parseArgs({ args, options: known, allowPositionals: takesWords });
    // A shell writes an empty value for a variable that is not set. It never means "without this option".
    for (const [name, value] of Object.entries<unknown>(values))
      if (typeof value === 'string' && value.trim() === '') throw new Error(`--${name} is empty.`);
    return { words: positionals, options: values };
  } catch (error) {
    throw new Misused(`${(error as Error).message}\nUsage: tenure ${how}`);
  }
}

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof DomainError) return PASSING_CODES.has(error.code) ? 1 : 2;
  const kinds = [Misused, Refused, ConfigError, BackupRefused, WrongDistribution, EmbeddedPostgresError];
  return kinds.some((kind) => error instanceof kind) ? 2 : 1;
}
