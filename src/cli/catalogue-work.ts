import { createInterface } from 'node:readline/promises';
import {
  type Applied,
  CatalogueService,
  readCatalogue,
  withoutDefaults,
  type WantedCatalogue,
  writeCatalogue,
} from '../catalogue/index.js';
import { done, Refused, type Result } from './command.js';
import { withServices } from './with-services.js';

interface ApplyFileOptions {
  prune: boolean;
  runningCycles: boolean;
  dryRun: boolean;
  /** Agrees to changes that give customers less. */
  yes: boolean;
}

/** Prints the present catalogue, in the form of a file. */
export function pull(env: NodeJS.ProcessEnv): Promise<Result> {
  return withServices(env, async (services) => {
    const present = await services.get(CatalogueService).pull();
    return done([writeCatalogue(present).trimEnd()], withoutDefaults(present));
  });
}

/**
 * Applies a file.
 *
 * @throws CatalogueRefused when the file cannot be applied
 * @throws Refused when nobody agrees to changes that give customers less
 */
export async function applyFile(
  env: NodeJS.ProcessEnv,
  path: string,
  options: ApplyFileOptions,
): Promise<Result> {
  const file = await readCatalogue(path);
  return withServices(env, (services) => apply(services.get(CatalogueService), file, options));
}

async function apply(
  service: CatalogueService,
  file: WantedCatalogue,
  { dryRun, yes, ...options }: ApplyFileOptions,
): Promise<Result> {
  const would = await service.dryRun(file, options);
  const { differences, lines } = would;
  if (differences.length === 0) return resultOf(['Nothing differs.'], would, false);
  if (dryRun) return resultOf(lines, would, false, 2);
  if (!yes && differences.some(({ lowers }) => lowers)) await agree(lines);
  const applied = await service.apply(file, { ...options, agreed: differences });
  return resultOf(lines, applied, true);
}

/** Asks at the terminal whether customers may get less. @throws Refused if nobody agrees, or if there is no terminal */
async function agree(lines: string[]): Promise<void> {
  const shown = lines.join('\n');
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new Refused(`${shown}\nCustomers would get less. Nothing was written; --yes does it.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${shown}\nCustomers get less. Apply it? [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new Refused('Nothing was written.');
  } finally {
    terminal.close();
  }
}

const resultOf = (lines: string[], { differences }: Applied, applied: boolean, exitCode: 0 | 2 = 0): Result =>
  done(lines, { applied, differences }, exitCode);
