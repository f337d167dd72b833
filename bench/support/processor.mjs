import { readdir, readFile } from 'node:fs/promises';
import { connected } from './stage.mjs';

const TICK_MS = 10;

/** The fields of /proc/PID/stat after the name of the process, which can contain spaces and parentheses. */
async function statOf(pid) {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/**
 * Finds the first process of the PostgreSQL server at an address.
 *
 * @throws Error if the server does not run on this machine
 */
export async function postmasterOf(url) {
  const client = await connected(url);
  try {
    const { rows } = await client.query(
      `SELECT pg_backend_pid() AS pid, current_setting('data_directory') AS folder`,
    );
    const [, parent] = await statOf(rows[0].pid);
    const args = await readFile(`/proc/${parent}/cmdline`, 'utf8');
    if (!args.includes(rows[0].folder)) throw new Error(args);
    return Number(parent);
  } catch (error) {
    throw new Error(
      `The PostgreSQL at ${new URL(url).host} does not run here, so its work cannot be measured.`,
      { cause: error },
    );
  } finally {
    await client.end();
  }
}

/** The processor time of these servers and all of their processes since the start, in milliseconds. */
export async function workOf(postmasters) {
  let ticks = 0;
  for (const pid of postmasters) {
    const [, , , , , , , , , , , user, system, endedUser, endedSystem] = await statOf(pid);
    ticks += Number(user) + Number(system) + Number(endedUser) + Number(endedSystem);
  }
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await statOf(pid).catch(() => null);
    if (stat !== null && postmasters.includes(Number(stat[1]))) ticks += Number(stat[11]) + Number(stat[12]);
  }
  return ticks * TICK_MS;
}

/** The processor time of one process, in milliseconds. */
export async function processorOf(pid) {
  const stat = await statOf(pid);
  return (Number(stat[11]) + Number(stat[12])) * TICK_MS;
}
