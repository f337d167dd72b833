import { spawn, spawnSync } from 'node:child_process';
import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { cleanUp, servePostgres, temporaryFolder, urlOf } from '../boot/support/children.js';

/** A durable PostgreSQL for one test. It can be crashed, and recovers its data. */
export class CrashingPostgres {
  private constructor(
    readonly url: string,
    private readonly cluster: string,
    /** The account that it runs as, if it is not our account. */
    private readonly ids: { uid?: number; gid?: number },
    /** The program and its arguments. */
    private readonly command: string[],
  ) {}

  static async start(): Promise<CrashingPostgres> {
    const folder = await temporaryFolder();
    const url = await urlOf(servePostgres(folder));
    const cluster = await realpath(join(folder, 'postgres'));
    const { uid, gid } = await stat(cluster);
    const ids = process.getuid?.() === 0 ? { uid, gid } : {};
    const [, program = '', rest = ''] =
      /^(\S+) (.*)$/m.exec(await readFile(join(cluster, 'postmaster.opts'), 'utf8')) ?? [];
    const args = [...rest.matchAll(/"([^"]*)"/g)].map(([, arg = '']) => arg);
    return new CrashingPostgres(url, cluster, ids, [program, ...args]);
  }

  /** Runs `pg_ctl stop -m immediate`: all of its processes end at once, and nothing more is written. */
  crash(): void {
    const program = join(dirname(this.command[0] as string), 'pg_ctl');
    const args = ['stop', '-m', 'immediate', '-D', this.cluster];
    const { status, stdout, stderr } = spawnSync(program, args, { ...this.ids, cwd: this.cluster });
    if (status !== 0) throw new Error(`pg_ctl stop ended with ${status}: ${String(stdout)}${String(stderr)}`);
  }

  /** Starts it again. Returns when it has recovered and accepts connections. */
  async comeBack(): Promise<void> {
    const [program = '', ...args] = this.command;
    spawn(program, args, { ...this.ids, cwd: this.cluster, detached: true, stdio: 'ignore' }).unref();
    for (let tries = 0; !(await this.answers()); tries += 1) {
      if (tries === 1_500) throw new Error('PostgreSQL did not come back within 30 s.');
      await sleep(20);
    }
  }

  /** Stops it and deletes its data. */
  async close(): Promise<void> {
    await cleanUp();
  }

  private async answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
