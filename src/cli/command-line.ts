import { parseArgs } from 'node:util';
import { DomainError } from '../common/domain-error.js';
import { PASSING_CODES } from '../common/problems.js';
import { databaseFailure } from '../database/database-failure.js';
import { type Explanation, explanationOf } from '../errors/explained.error.js';
import { type Command, type ExitCode, type Arguments, Misused } from './command.js';
import { COMMANDS } from './commands.js';

/**
 * Runs the command in `words`, prints its result, and returns the exit status. It returns null if a server was started, which runs
 * on.
 */
export async function runCommandLine(words: string[], env: NodeJS.ProcessEnv): Promise<ExitCode | null> {
  try {
    return await run(words, env);
  } catch (error) {
    const explained = explanationOf(error) ?? explanationOfServices(error);
    console.error(`Tenure: ${explained?.message ?? String((error as Error).stack ?? error)}`);
    return explained?.exitCode ?? 1;
  }
}

const usage = (): string =>
  [
    'Usage: tenure [COMMAND [--json]]',
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
    for (const name of Object.keys(values)) {
      const action = options[name]?.onlyFor ?? positionals[0];
      if (action !== positionals[0]) throw new Error(`Only "${action}" takes --${name}.`);
    }
    return { words: positionals, options: values };
  } catch (error) {
    throw new Misused(`${(error as Error).message}\nUsage: tenure ${how}`);
  }
}

/** Explains what the services refuse, and what the database fails with. Returns null for a bug. */
const explanationOfServices = (error: unknown): Explanation | null =>
  error instanceof DomainError
    ? { message: error.message, exitCode: PASSING_CODES.has(error.code) ? 1 : 2 }
    : databaseFailure(error);
