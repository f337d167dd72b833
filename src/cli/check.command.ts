import { violations } from '../../invariants/invariants.js';
import { type Command, done, Misused } from './command.js';
import { configWithDatabase } from './database-url.js';

export const check: Command = {
  usage: 'check invariants',
  summary: 'reads the whole database and says what should never be',
  options: {},
  async run({ words, env }) {
    if (words[0] !== 'invariants') throw new Misused('Say what to check: check invariants.');
    const found = await violations((await configWithDatabase(env)).databaseUrl);
    const lines = found.flatMap(({ id, title, count, examples }) => [
      `${id} ${count} ${title}`,
      ...examples.map((example) => `   ${example}`),
    ]);
    return done(lines, found, found.some(({ count }) => count > 0) ? 1 : 0);
  },
};
