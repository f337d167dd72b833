import { type Command, Misused } from './command.js';

export const paymentsCommand: Command = {
  usage: 'payments hold | payments resume',
  summary:
    'stops all servers from collecting money, for example before a copy of the database is used; or lets them again',
  options: {},
  takesWords: true,
  async run({ words: [what, ...rest], env }) {
    if ((what !== 'hold' && what !== 'resume') || rest.length > 0)
      throw new Misused('Say what to do: payments hold, or payments resume.');
    const work = await import('./payments-work.js');
    return work.setCollecting(env, what === 'resume');
  },
};
