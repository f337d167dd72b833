import { setTimeout as sleep } from 'node:timers/promises';
import type { CrashingPostgres } from '../support/crashing-postgres.js';
import type { ServerProcess } from '../support/server-process.js';
import type { Customer } from '../support/tenure.js';

const CALLERS = 16;
const GONE_MS = 3_000;

export interface Outages {
  granted: number;
  refused: number;
  /** Answers that were neither a grant nor a 503 with Retry-After, each with how often. */
  others: Record<string, number>;
  /** The longest that a server which has its database again refused or let wait, in milliseconds. */
  rightAgain: number;
  /** Lines of the log that tell of it, for each second without a database. */
  linesPerSecond: number;
}

/** Takes the database away for three seconds, `times` times, while callers spend and readiness is asked for. */
export async function outages(
  postgres: CrashingPostgres,
  server: ServerProcess,
  { key }: Customer,
  times: number,
): Promise<Outages> {
  const told = { granted: 0, refused: 0, others: {} as Record<string, number>, rightAgain: 0 };
  let over = false;
  let away = 0;
  const spend = async (): Promise<boolean> => {
    const { status, body, headers } = await server.post('/v1/usage', {
      key,
      body: { feature: 'recordings' },
    });
    if (status === 200) told.granted += 1;
    else if (status === 503 && Number(headers.get('retry-after')) >= 1) told.refused += 1;
    else told.others[`${status} ${body.code}`] = (told.others[`${status} ${body.code}`] ?? 0) + 1;
    return status === 200;
  };
  const callers = Array.from({ length: CALLERS }, async () => {
    while (!over) if (!(await spend())) await sleep(20);
  });
  for (let outage = 0; outage < times; outage += 1) {
    await sleep(500);
    const crashed = performance.now();
    postgres.crash();
    await sleep(GONE_MS);
    if ((await server.get('/health/ready')).status !== 503) told.others['ready without a database'] = 1;
    await postgres.comeBack();
    const begun = performance.now();
    while (!(await spend()) || (await server.get('/health/ready')).status !== 200) await sleep(20);
    told.rightAgain = Math.max(told.rightAgain, performance.now() - begun);
    away += performance.now() - crashed;
  }
  over = true;
  await Promise.all(callers);
  const lines = server.output.match(/The database is out of reach/g)?.length ?? 0;
  return { ...told, linesPerSecond: lines / (away / 1_000) };
}
