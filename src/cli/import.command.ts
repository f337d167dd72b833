import { type Command, Misused } from './command.js';

export const importCommand: Command = {
  usage: 'import simple-saas SOURCE [--dry-run] [--map FILE] [--report FILE] [--expired roll|end]',
  summary: "imports the data of simple-saas from a file that Django's dumpdata wrote",
  options: {
    'dry-run': { type: 'boolean' },
    map: { type: 'string' },
    report: { type: 'string' },
    expired: { type: 'string' },
  },
  takesWords: true,
  async run({ words: [from, source, ...rest], options, env }) {
    if (from !== 'simple-saas' || source === undefined || rest.length > 0)
      throw new Misused('Say what to import: import simple-saas SOURCE.');
    const { expired = 'roll' } = options;
    if (expired !== 'roll' && expired !== 'end') throw new Misused('--expired is roll or end.');
    const { importSimpleSaas } = await import('./import-work.js');
    return importSimpleSaas(env, source, {
      dryRun: options['dry-run'] === true,
      expired,
      map: options.map as string | undefined,
      report: options.report as string | undefined,
    });
  },
};
