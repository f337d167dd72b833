import { backup, restoring } from './backup.command.js';
import { check } from './check.command.js';
import type { Command } from './command.js';
import { doctor } from './doctor.command.js';
import { migrating } from './migrate.command.js';
import { serve } from './serve.command.js';

export { type Command, type ExitCode, type Given, Misused } from './command.js';

/** Each command by its name. */
export const COMMANDS: Record<string, Command> = {
  serve,
  migrate: migrating,
  backup,
  restore: restoring,
  check,
  doctor,
};
