import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/free-port.js';
import { until } from '../support/until.js';
import { startServers } from '../support/server-process.js';
import { figure } from './figure.js';
import { spendOnce } from './g11.rolling.js';

/** `npm run proof -- --only G11` asks for more. */
const ROUNDS = Number(process.env.ROLLING_ROUNDS ?? 2);
const PER_SECOND = Number(process.env.ROLLING_RATE ?? 50);
const hasCaddy = spawnSync('caddy', ['version']).error === undefined;

/** Caddy as deploy/Caddyfile says, in front of these ports. */
async function startCaddy(folder: string, port: number, servers: number[]): Promise<ChildProcess> {
  const text = await readFile('deploy/Caddyfile', 'utf8');
  const upstreams = servers.map((each) => `127.0.0.1:${each}`).join(' ');
  const config = join(folder, 'Caddyfile');
  await writeFile(config, text.replace('app1:3000 app2:3000', upstreams));
  const env = { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder, SITE: `:${port}` };
  const caddy = spawn('caddy', ['run', '--config', config, '--adapter', 'caddyfile'], {
    env,
    stdio: 'ignore',
  });
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(answers, 'Caddy leads to a server', 20);
  return caddy;
}

describe('Rolling restarts behind deploy/Caddyfile (G11)', () => {
  it(
    'lose no request while two servers are replaced in turn',
    async () => {
      if (!hasCaddy) {
        process.stderr.write('NOT TESTED: caddy is not on the PATH. Debian has it in its package caddy.\n');
        expect(await readFile('deploy/Caddyfile', 'utf8')).toContain('app1:3000 app2:3000');
        return;
      }
      const folder = await mkdtemp(join(tmpdir(), 'tenure-caddy-'));
      const ports = [await freePort(), await freePort()];
      const settings = { DRAIN_SECONDS: '5', TRUST_PROXY: '1' };
      const running = await startServers(0, settings);
      let caddy: ChildProcess | null = null;
      try {
        const live = [];
        for (const port of ports) live.push(await running.another({ PORT: String(port) }));
        const { key, businessId } = await live[0]!.signUp();
        const token = await live[0]!.operator();
        const onto = { token, body: { planCode: 'limitless' } };
        await live[0]!.put(`/v1/admin/businesses/${businessId}/subscription`, onto);
        const entry = await freePort();
        caddy = await startCaddy(folder, entry, ports);
        const url = `http://127.0.0.1:${entry}`;
        const asked: Promise<string | null>[] = [];
        const spending = setInterval(() => asked.push(spendOnce(url, key)), 1_000 / PER_SECOND);
        const exits = [];
        for (let round = 0; round < ROUNDS; round += 1) {
          const place = round % 2;
          exits.push(await live[place]!.stop());
          live[place] = await running.another({ PORT: String(ports[place]) });
          // As `docker compose up --wait` waits for its health check, and Caddy for its own.
          await sleep(3_000);
        }
        clearInterval(spending);
        const failed = (await Promise.all(asked)).filter((why) => why !== null);
        figure(`${asked.length} requests through Caddy, ${failed.length} failed, ${ROUNDS} stops`);
        expect(failed.slice(0, 5)).toEqual([]);
        expect(asked.length).toBeGreaterThan(ROUNDS * PER_SECOND);
        expect(exits).toEqual(Array(ROUNDS).fill(0));
        await Promise.all(live.map((server) => server.stop('SIGKILL')));
        const alone = await fetch(`${url}/v1/usage`, { method: 'POST' });
        expect([alone.status, alone.headers.get('retry-after')]).toEqual([503, '1']);
        expect(alone.headers.get('content-type')).toBe('application/problem+json');
        expect(['unavailable', 'outcome_unknown']).toContain(((await alone.json()) as { code: string }).code);
      } finally {
        caddy?.kill('SIGTERM');
        await running.close();
        await rm(folder, { recursive: true, force: true });
      }
    },
    60_000 + ROUNDS * 30_000,
  );
});
