import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ServerProcess, Servers } from '../support/server-process.js';
import { until } from '../support/until.js';

const CHECK_EVERY_MS = 200;

/** A proxy that sends each request to a server that says it is ready, in turn, and repeats nothing. */
export class ReadyProxy {
  private readonly ready: string[] = [];
  private turn = 0;
  private isChecking = false;
  private readonly server: Server;
  private readonly checking: NodeJS.Timeout;

  constructor(private readonly urls: () => string[]) {
    this.server = createServer((incoming, answer) => this.pass(incoming, answer));
    this.checking = setInterval(() => void this.check(), CHECK_EVERY_MS);
  }

  async listen(): Promise<string> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Waits until exactly `urls` are ready. */
  async knows(urls: string[]): Promise<void> {
    const same = () => this.ready.toSorted().join() === urls.toSorted().join();
    await until(same, `ready are ${urls.join()}`, 30);
  }

  close(): void {
    clearInterval(this.checking);
    this.server.close();
    this.server.closeAllConnections();
  }

  /** One check after the other: an old answer never comes after a newer one. */
  private async check(): Promise<void> {
    if (this.isChecking) return;
    this.isChecking = true;
    const states = await Promise.all(
      this.urls().map(async (url) => ((await this.isReady(url)) ? [url] : [])),
    );
    this.ready.splice(0, this.ready.length, ...states.flat());
    this.isChecking = false;
  }

  /** A server that is too slow to answer, as on a busy machine, stays what it was. */
  private async isReady(url: string): Promise<boolean> {
    try {
      const signal = AbortSignal.timeout(CHECK_EVERY_MS * 5);
      const answer = await fetch(`${url}/health/ready`, { signal });
      await answer.body?.cancel();
      return answer.ok;
    } catch (error) {
      return (error as Error).name === 'TimeoutError' && this.ready.includes(url);
    }
  }

  private pass(incoming: IncomingMessage, answer: ServerResponse): void {
    const url = this.ready[(this.turn += 1) % this.ready.length];
    if (url === undefined) return void answer.writeHead(502).end();
    const { method, headers } = incoming;
    const outgoing = request(url + incoming.url, { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    outgoing.on('error', (error) => answer.headersSent || answer.writeHead(502).end(error.message));
    incoming.pipe(outgoing);
  }
}

export interface Rolled {
  sent: number;
  /** Answers that were none of 200, and why. */
  failed: string[];
  exits: (number | string | null)[];
  slowestStopMs: number;
}

/** Spends at `perSecond` through a proxy while the servers are replaced one after the other, `rounds` times in all. */
export async function roll(
  running: Servers,
  key: string,
  perSecond: number,
  rounds: number,
): Promise<Rolled> {
  const live = [...running.servers];
  const proxy = new ReadyProxy(() => live.map(({ url }) => url));
  const url = await proxy.listen();
  await proxy.knows(live.map((server) => server.url));
  const rolled: Rolled = { sent: 0, failed: [], exits: [], slowestStopMs: 0 };
  const pending = new Set<Promise<void>>();
  const spend = setInterval(() => {
    rolled.sent += 1;
    const asked = spendOnce(url, key).then((why) => void (why === null || rolled.failed.push(why)));
    pending.add(asked);
    void asked.finally(() => pending.delete(asked));
  }, 1_000 / perSecond);
  for (let round = 0; round < rounds; round += 1) {
    const old = live[0] as ServerProcess;
    const asked = performance.now();
    rolled.exits.push(await old.stop());
    rolled.slowestStopMs = Math.max(rolled.slowestStopMs, performance.now() - asked);
    live.shift();
    live.push(await running.another());
    await proxy.knows(live.map((server) => server.url));
  }
  clearInterval(spend);
  await Promise.all(pending);
  proxy.close();
  return rolled;
}

/** Null when the spend was granted, else why not. */
export async function spendOnce(url: string, key: string): Promise<string | null> {
  try {
    const answer = await fetch(`${url}/v1/usage`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: '{"feature":"recordings"}',
    });
    const text = await answer.text();
    return answer.status === 200 ? null : `${answer.status} ${text.slice(0, 200)}`;
  } catch (error) {
    return String((error as Error).cause ?? error);
  }
}
