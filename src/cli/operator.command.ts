import { isUUID } from 'class-validator';
import { OPERATOR_KEY_SCOPES, type OperatorKeyScope } from '../common/principal.js';
import { isNetwork } from '../config/network.js';
import { type Command, Misused } from './command.js';
import { ACTIONS, isAction } from './operator-actions.js';
import type { WantedKey } from './operator-work.js';

const USAGE = [
  'Usage:',
  ...Object.entries(ACTIONS).map(
    ([action, { words, does }]) => `  tenure operator ${`${action} ${words}`.trim()}\n      ${does}`,
  ),
].join('\n');

export const operatorCommand: Command = {
  usage: `operator ${Object.keys(ACTIONS).join('|')} …`,
  summary: 'manages operators and their keys, without a log-in; `operator` alone lists the actions',
  options: {},
  takesWords: true,
  async run({ words: [action = '', ...words], env }) {
    if (!isAction(action)) throw new Misused(USAGE);
    const known = ACTIONS[action];
    if (words.length < known.least || words.length > known.most) throw new Misused(USAGE);
    const key = action === 'key' ? keyFrom(words) : null;
    if (known.words.startsWith('KEY_ID') && !isUUID(words[0]))
      throw new Misused(`${words[0]} is not the id of a key.`);
    const overlap = action === 'rotate' ? seconds(words[1] ?? '0') : 0;
    const { manageOperators } = await import('./operator-work.js');
    return manageOperators(env, { action, word: words[0] ?? '', key, overlapSeconds: overlap });
  },
};

function keyFrom([, name = 'Backend', expires, scopes, networks]: string[]): WantedKey {
  return {
    name,
    expiresAt: expires === undefined || expires === 'never' ? null : instant(expires),
    scopes: scopes === undefined ? ['admin'] : scopesOf(scopes),
    networks: networks === undefined ? null : networksOf(networks),
  };
}

function instant(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new Misused(`${text} is not a time. Write it as 2030-01-01T00:00:00Z.`);
  return time;
}

function scopesOf(list: string): OperatorKeyScope[] {
  const scopes = [...new Set(list.split(',').map((scope) => scope.trim()))] as OperatorKeyScope[];
  const unknown = scopes.find((scope) => !OPERATOR_KEY_SCOPES.includes(scope));
  if (unknown === undefined) return scopes;
  throw new Misused(`There is no scope "${unknown}". A key may have: ${OPERATOR_KEY_SCOPES.join(', ')}.`);
}

function networksOf(list: string): string[] {
  const networks = list.split(',').map((network) => network.trim());
  const wrong = networks.filter((network) => !isNetwork(network));
  if (wrong.length === 0) return networks;
  throw new Misused(`"${wrong.join(', ')}" is not an address or network. Write it as 203.0.113.0/24.`);
}

function seconds(text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new Misused(`${text} is not a number of seconds.`);
}
