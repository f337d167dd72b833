import { backupCommand, restoreCommand } from './backup.command.js';
import { catalogueCommand } from './catalogue.command.js';
import { checkCommand } from './check.command.js';
import type { Command } from './command.js';
import { distributeCommand } from './distribute.command.js';
import { doctorCommand } from './doctor.command.js';
import { importCommand } from './import.command.js';
import { migrateCommand } from './migrate.command.js';
import { operatorCommand } from './operator.command.js';
import { paymentsCommand } from './payments.command.js';
import { renewalsCommand } from './renewals.command.js';
import { serveCommand } from './serve.command.js';

/** All commands, by name. */
export const COMMANDS: Record<string, Command> = {
  serve: serveCommand,
  migrate: migrateCommand,
  operator: operatorCommand,
  catalogue: catalogueCommand,
  renewals: renewalsCommand,
  payments: paymentsCommand,
  backup: backupCommand,
  restore: restoreCommand,
  import: importCommand,
  check: checkCommand,
  distribute: distributeCommand,
  doctor: doctorCommand,
};
