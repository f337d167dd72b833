import type { ParseArgsConfig } from 'node:util';

/** What a command is given: the words after its name, and its options. */
export interface Given {
  words: string[];
  options: Record<string, string | boolean | undefined>;
  env: NodeJS.ProcessEnv;
}

/** 0: done. 1: failed. 2: refused, or used wrongly. 3: done, and something has to be looked at. */
export type ExitCode = 0 | 1 | 2 | 3;

export interface Result {
  /** For people, one line each. */
  lines: string[];
  /** For programs: what `--json` prints. */
  data: unknown;
  exitCode: ExitCode;
}

export interface Command {
  /** How it is written, without the name of the program. */
  usage: string;
  /** What it does, in one line. */
  summary: string;
  options: NonNullable<ParseArgsConfig['options']>;
  /**
   * @throws Misused when the words or options make no sense
   * @returns null when the command goes on by itself, as a server does
   */
  run(given: Given): Promise<Result | null>;
}

/** The command was written wrongly; nothing was done. */
export class Misused extends Error {}

/** The command cannot be done as things are; nothing was done. */
export class Refused extends Error {}

export const done = (lines: string[], data: unknown, exitCode: ExitCode = 0): Result => ({
  lines,
  data,
  exitCode,
});
