/** The actions. `least` and `most` are the numbers of words after the action. */
export const ACTIONS = {
  list: { words: '', least: 0, most: 0, does: 'lists the operators' },
  add: { words: 'EMAIL', least: 1, most: 1, does: 'makes an operator, and prints the password once' },
  reset: {
    words: 'EMAIL',
    least: 1,
    most: 1,
    does: 'gives an operator a new password, and prints it once; all sessions end, and the second factor is removed',
  },
  remove: {
    words: 'EMAIL',
    least: 1,
    most: 1,
    does: 'removes an operator; their sessions end, and their keys lose admin',
  },
  sessions: { words: 'EMAIL', least: 1, most: 1, does: 'lists the sessions of an operator' },
  'end-sessions': { words: 'EMAIL', least: 1, most: 1, does: 'ends all sessions of an operator' },
  key: {
    words: 'EMAIL [NAME] [EXPIRES] [SCOPES] [NETWORKS]',
    least: 1,
    most: 5,
    does:
      'makes a key, and prints it once. EXPIRES is a time such as 2030-01-01T00:00:00Z, or never. SCOPES is a comma list; ' +
      'the default is admin, with which the key acts as the operator. NETWORKS is a comma list such as 203.0.113.0/24; ' +
      'without it the key may be used from everywhere',
  },
  rotate: {
    words: 'KEY_ID [SECONDS]',
    least: 1,
    most: 2,
    does: 'replaces a key; the old key stays valid for SECONDS, 30 days at most, or is revoked at once',
  },
  keys: { words: '', least: 0, most: 0, does: 'lists the keys that are not revoked' },
  revoke: { words: 'KEY_ID', least: 1, most: 1, does: 'revokes a key' },
} satisfies Record<string, { words: string; least: number; most: number; does: string }>;

export type Action = keyof typeof ACTIONS;

export const isAction = (word: string): word is Action => Object.hasOwn(ACTIONS, word);

export const usageOf = (action: Action): string => {
  const { words, does } = ACTIONS[action];
  return `  tenure operator ${`${action} ${words}`.trim()}\n      ${does}`;
};
