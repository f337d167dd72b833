import { type Command, Misused } from './command.js';

export const renewalsCommand: Command = {
  usage: 'renewals status | renewals run [--dry-run]',
  summary: 'shows how far the renewal loop is; or renews what is due now, with --dry-run only counting it',
  options: { 'dry-run': { type: 'boolean', onlyFor: 'run' } },
  takesWords: true,
  async run({ words, options, env }) {
    const [what, ...rest] = words;
    if ((what !== 'status' && what !== 'run') || rest.length > 0)
      throw new Misused('Say what to do: renewals status, or renewals run.');
    const work = await import('./renewals-work.js');
    return what === 'status' ? work.renewalStatus(env) : work.runRenewals(env, options['dry-run'] === true);
  },
};
