import { parseArgs } from 'node:util';

/**
 * Takes the entries that are asked for by id, or all of them if `names` is null. `fits` tells whether an entry is meant by a name.
 *
 * @throws Error when a name fits no entry. A run of nothing would look like a success.
 */
export function chooseEntries(all, names, fits = ({ id }, name) => id === name) {
  if (names === null) return all;
  const unknown = names.filter((name) => !all.some((entry) => fits(entry, name)));
  if (unknown.length > 0)
    throw new Error(`There is no ${unknown.join(', ')}, only ${all.map(({ id }) => id).join(', ')}.`);
  return all.filter((entry) => names.some((name) => fits(entry, name)));
}

/**
 * Reads the command line of a run: `--only A,B` and the switches. `--help` shows `usage` and ends the program. So does a word that
 * is not known: if it were ignored, the run of everything, which takes hours, would begin.
 *
 * @returns {{ only: string[] | null, json?: boolean, distributed?: boolean }}
 */
export function readArguments(args, usage, switches = []) {
  const { help, only, ...others } = parsed(args, usage, ['help', ...switches]);
  if (help) {
    console.log(usage);
    process.exit(0);
  }
  return { ...others, only: only?.split(',') ?? null };
}

/** @returns {{ only?: string, help?: boolean }} */
function parsed(args, usage, switches) {
  const flags = Object.fromEntries(switches.map((name) => [name, { type: 'boolean' }]));
  try {
    return parseArgs({ args, options: { only: { type: 'string' }, ...flags } }).values;
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    return process.exit(2);
  }
}
