import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs commands of the build one after the other in one process, so that the service is loaded once. Effects on a real process,
 * such as the exit status, are tested in test/cli.
 */
export class CommandLine {
  private asked = 0;

  private constructor(private readonly child: ChildProcess) {}

  static async start(): Promise<CommandLine> {
    const child = fork('test/support/run-command-lines.mjs', {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: [],
    });
    // Each waiting command has a listener.
    child.setMaxListeners(0);
    const ready = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    if (ready[0] !== 'ready') throw new Error(`The command line did not start: ${String(ready[0])}`);
    return new CommandLine(child);
  }

  run(words: string[], env: NodeJS.ProcessEnv): Promise<Ended> {
    const id = (this.asked += 1);
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error(`The command line ended during ${words.join(' ')}.`));
      const onMessage = (answer: Ended & { id: number }) => {
        if (answer.id !== id) return;
        this.child.off('message', onMessage).off('exit', onExit);
        resolve({ code: answer.code, stdout: answer.stdout, stderr: answer.stderr });
      };
      this.child.on('message', onMessage).on('exit', onExit);
      this.child.send({ id, words, env });
    });
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill();
    await ended;
  }
}
