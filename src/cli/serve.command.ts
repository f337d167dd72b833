import type { Command } from './command.js';

export const serveCommand: Command = {
  usage: 'serve',
  summary: 'runs the service; this is the default without a command',
  options: {},
  takesWords: false,
  async run() {
    await import('../main.js');
    return null;
  },
};
