import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/** Whether a process with this id runs now. A zombie does not: it only waits to be forgotten. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return linuxStat(pid)?.[0] !== 'Z';
}

/**
 * When the process started, as text that only makes sense compared with itself. The system gives the
 * same pid to other processes later; pid and start together name one process for good.
 * `null` where the system does not tell.
 */
export function startOf(pid: number): string | null {
  if (process.platform === 'linux') {
    // Field 22 of the stat line counts from boot, so the boot is named too.
    const started = linuxStat(pid)?.[19];
    return started === undefined ? null : `${read('/proc/sys/kernel/random/boot_id').trim()}/${started}`;
  }
  return process.platform === 'win32' ? null : ps(pid, 'lstart');
}

/** Whether `pid` is a living PostgreSQL server of the cluster at `clusterDir`. */
export function isPostmasterOf(clusterDir: string, pid: number): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === 'win32') return true;
  if (process.platform !== 'linux') return ps(pid, 'command')?.includes(clusterDir) ?? false;
  const words = read(`/proc/${pid}/cmdline`).split('\0');
  // The server works inside its cluster; the link still tells after somebody moved the directory.
  // Containers may hide that link, the command line never.
  const isHere = words.includes(clusterDir) || workingDirectory(pid) === clusterDir;
  return isHere && /postgres$/.test(words[0] ?? '');
}

/** The fields of /proc/PID/stat from the state (the third) on; the second may hold blanks and brackets. */
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
