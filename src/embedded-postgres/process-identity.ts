import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/** True if a process with this id runs now. A zombie does not run: it has ended. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM means that it runs under another account.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return linuxStat(pid)?.[0] !== 'Z';
}

/**
 * When the process started, as a text that is only for comparison. The system reuses process ids; the id and the start together
 * name one process for ever. `null` if the system does not say it.
 */
export function startOf(pid: number): string | null {
  if (process.platform === 'linux') {
    // Field 22 of the stat line counts from boot, so the text also has the id of the boot.
    const started = linuxStat(pid)?.[19];
    return started === undefined ? null : `${read('/proc/sys/kernel/random/boot_id').trim()}/${started}`;
  }
  return process.platform === 'win32' ? null : ps(pid, 'lstart');
}

/** True if `pid` is a running PostgreSQL server of the cluster at `clusterDir`. */
export function isPostmasterOf(clusterDir: string, pid: number): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === 'win32') return true;
  if (process.platform !== 'linux') return ps(pid, 'command')?.includes(clusterDir) ?? false;
  const words = read(`/proc/${pid}/cmdline`).split('\0');
  // The working directory of the server is its cluster, and /proc shows that also after somebody moved the folder. Containers may
  // hide it, but they never hide the command line.
  const isHere = words.includes(clusterDir) || workingDirectory(pid) === clusterDir;
  return isHere && /postgres$/.test(words[0] ?? '');
}

/** The fields of /proc/PID/stat from the third on, which is the state. The second field may contain blanks and brackets. */
function linuxStat(pid: number): string[] | null {
  if (process.platform !== 'linux') return null;
  const stat = read(`/proc/${pid}/stat`);
  return stat === '' ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function workingDirectory(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

function ps(pid: number, column: 'lstart' | 'command'): string | null {
  try {
    return (
      execFileSync('ps', ['-p', String(pid), '-o', `${column}=`], {
        encoding: 'utf8',
        stdio: 'pipe',
      }).trim() || null
    );
  } catch {
    return null;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
