import { isUUID } from 'class-validator';
import { type Command, Misused } from './command.js';
import { ACTIONS, isAction, usageOf } from './operator-actions.js';

const USAGE = ['Usage:', ...Object.keys(ACTIONS).filter(isAction).map(usageOf)].join('\n');

export const operatorCommand: Command = {
  usage: `operator ${Object.keys(ACTIONS).join('|')} …`,
  summary: 'manages operators and their keys, without a log-in; `operator` alone lists the actions',
  options: {},
  takesWords: true,
  async run({ words: [action = '', ...words], env }) {
    if (!isAction(action)) throw new Misused(USAGE);
    const known = ACTIONS[action];
    if (words.length < known.least || words.length > known.most) throw new Misused(USAGE);
    if (known.words.startsWith('KEY_ID') && !isUUID(words[0]))
      throw new Misused(`${words[0]} is not the id of a key.`);
    const { keyFrom, overlapFrom } = await import('./operator-words.js');
    const key = action === 'key' ? await keyFrom(words) : null;
    const overlapSeconds = action === 'rotate' ? await overlapFrom(words) : 0;
    const { manageOperators } = await import('./operator-work.js');
    return manageOperators(env, { action, word: words[0] ?? '', key, overlapSeconds });
  },
};
