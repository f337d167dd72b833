import type { Command } from './command.js';

export const serve: Command = {
  usage: 'serve',
  summary: 'runs the service; so does no command at all',
  options: {},
  async run() {
    await import('../main.js');
    return null;
  },
};
