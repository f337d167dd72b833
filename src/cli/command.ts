import type { ParseArgsConfig } from 'node:util';
import { ExplainedError } from '../errors/explained.error.js';

/** The arguments of a command: the words after its name, and its options. */
export interface Arguments {
  words: string[];
  options: Record<string, string | boolean | undefined>;
  env: NodeJS.ProcessEnv;
}

/** 0: done. 1: failed. 2: refused, or used wrongly. 3: done, but somebody should look at the result. */
export type ExitCode = 0 | 1 | 2 | 3;

export interface Result {
  /** For people, one line each. */
  lines: string[];
  /** For programs: what `--json` prints. */
  data: unknown;
  exitCode: ExitCode;
}

type Option = NonNullable<ParseArgsConfig['options']>[string] & {
  /** The only action of the command that takes the option, where a word names the action. Other actions refuse it. */
  onlyFor?: string;
};

export interface Command {
  /** How the command is written, without the name of the program. */
  usage: string;
  /** What the command does, in one line. */
  summary: string;
  options: Record<string, Option>;
  /** Whether words may follow the name. Otherwise a word is refused: `migrate check` must not migrate. */
  takesWords: boolean;
  /**
   * Runs the command.
   *
   * @throws Misused when the words or options make no sense
   * @returns null if the command goes on in the background, as a server does
   */
  run(given: Arguments): Promise<Result | null>;
}

/** The command line is wrong. Nothing was done. */
export class Misused extends ExplainedError {}

/** The command cannot be done in the present state. Nothing was done. */
export class Refused extends ExplainedError {}

export const done = (lines: string[], data: unknown, exitCode: ExitCode = 0): Result => ({
  lines,
  data,
  exitCode,
});
