import { parseArgs } from 'node:util';
import { BackupRefused } from './backup/index.js';
import { type Command, COMMANDS, type ExitCode, type Given, Misused } from './cli/index.js';
import { ConfigError } from './config/config.js';
import { DatabaseUnreachable } from './database/reachable.error.js';

const usage = (): string =>
  [
    'Usage: tenure [COMMAND] [--json]',
    '',
    ...Object.values(COMMANDS).map(({ usage: how, summary }) => `  ${how}\n      ${summary}`),
    '',
    "The database is DATABASE_URL's, or the embedded one that runs with the same DATA_DIR. Results go to standard output,",
    'all other words to standard error. Exit status: 0 done, 1 failed, 2 refused or used wrongly, 3 done with doubts.',
  ].join('\n');

/** Does what the words say. Null while a server runs. */
async function main([name = 'serve', ...rest]: string[]): Promise<ExitCode | null> {
  if (['help', '--help', '-h'].includes(name)) {
    console.log(usage());
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new Misused(`There is no command ${name}.\n\n${usage()}`);
  const { words, options } = parse(command, rest);
  const result = await command.run({ words, options, env: process.env });
  if (result === null) return null;
  console.log(options.json === true ? JSON.stringify(result.data, null, 2) : result.lines.join('\n'));
  return result.exitCode;
}

function parse({ options, usage: how }: Command, args: string[]): Pick<Given, 'words' | 'options'> {
  try {
    const known = { ...options, json: { type: 'boolean' as const } };
    const { positionals, values } = parseArgs({ args, options: known, allowPositionals: true });
    return { words: positionals, options: values };
  } catch (error) {
    throw new Misused(`${(error as Error).message}\nUsage: tenure ${how}`);
  }
}

function exitCodeOf(error: unknown): ExitCode {
  return [Misused, ConfigError, BackupRefused].some((kind) => error instanceof kind) ? 2 : 1;
}

try {
  const code = await main(process.argv.slice(2));
  if (code !== null) process.exitCode = code;
} catch (error) {
  const isTold = exitCodeOf(error) === 2 || error instanceof DatabaseUnreachable;
  console.error(`Tenure: ${isTold ? (error as Error).message : String((error as Error).stack ?? error)}`);
  process.exitCode = exitCodeOf(error);
}
