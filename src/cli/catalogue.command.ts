import { type Command, Misused } from './command.js';

export const catalogueCommand: Command = {
  usage: 'catalogue apply FILE [--dry-run] [--yes] [--prune] [--running-cycles] | catalogue pull',
  summary: 'changes features and plans to those of a file; or prints the present ones as such a file',
  options: {
    'dry-run': { type: 'boolean', onlyFor: 'apply' },
    yes: { type: 'boolean', onlyFor: 'apply' },
    prune: { type: 'boolean', onlyFor: 'apply' },
    'running-cycles': { type: 'boolean', onlyFor: 'apply' },
  },
  takesWords: true,
  async run({ words: [what, path, ...rest], options, env }) {
    const isPull = what === 'pull' && path === undefined;
    const isApply = what === 'apply' && path !== undefined && rest.length === 0;
    if (!isPull && !isApply) throw new Misused('Say what to do: catalogue apply FILE, or catalogue pull.');
    const work = await import('./catalogue-work.js');
    if (!isApply) return work.pull(env);
    return work.applyFile(env, path, {
      prune: options.prune === true,
      runningCycles: options['running-cycles'] === true,
      dryRun: options['dry-run'] === true,
      yes: options.yes === true,
    });
  },
};
