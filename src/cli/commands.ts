import { backup, restoring } from './backup.command.js';
import { catalogue } from './catalogue.command.js';
import { check } from './check.command.js';
import type { Command } from './command.js';
import { distributing } from './distribute.command.js';
import { doctor } from './doctor.command.js';
import { importing } from './import.command.js';
import { migrating } from './migrate.command.js';
import { operator } from './operator.command.js';
import { payments } from './payments.command.js';
import { renewals } from './renewals.command.js';
import { serve } from './serve.command.js';

/** All commands, by name. */
export const COMMANDS: Record<string, Command> = {
  serve,
  migrate: migrating,
  operator,
  catalogue,
  renewals,
  payments,
  backup,
  restore: restoring,
  import: importing,
  check,
  distribute: distributing,
  doctor,
};
