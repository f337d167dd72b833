import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the proxy does to a request. */
export type Trick =
  /** Hands it on, and its answer back. */
  | 'pass'
  /** Ends the connection; the service never hears of it. */
  | 'drop'
  /** The service does it, and its answer is lost. */
  | 'loseAnswer'
  /** The service does it, and its answer breaks off in the middle. */
  | 'cutAnswer'
  /** Hands it on after so many milliseconds, if who asks still waits. */
  | { delay: number }
  /** Answers by itself. */
  | { status: number; retryAfter?: string; code?: string; location?: string; type?: string; body?: string };

export interface Seen {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: any;
}

/** Stands between a client and the service, and does to each request what it was told, else passes it. */
export class FlakyProxy {
  /** Tricks for the next requests, in turn. */
  next: Trick[] = [];
  /** Chooses a trick for a request, when `next` is empty. */
  choose: (seen: Seen) => Trick = () => 'pass';
  seen: Seen[] = [];

  private constructor(
    private readonly server: Server,
    private readonly target: string,
  ) {}

  static async before(target: string): Promise<FlakyProxy> {
    const server = createServer((request, response) => {
      proxy.serve(request, response).catch(() => response.destroy());
    });
    const proxy = new FlakyProxy(server, target);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  reset(): void {
    this.next = [];
    this.seen = [];
    this.choose = () => 'pass';
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { method = '', url = '', headers } = request;
    const seen = { method, path: url, headers, body: text === '' ? undefined : JSON.parse(text) };
    this.seen.push(seen);
    const trick = this.next.shift() ?? this.choose(seen);
    if (trick === 'drop') return void response.destroy();
    if (typeof trick === 'object' && 'status' in trick) return answerAlone(response, trick);
    if (typeof trick === 'object') await sleep(trick.delay);
    // Who asked has gone.
    if (response.destroyed) return;
    const { connection: _, host: __, 'content-length': ___, ...handed } = headers;
    const answer = await fetch(this.target + url, {
      method,
      headers: handed as Record<string, string>,
      body: text === '' ? undefined : text,
    });
    const body = Buffer.from(await answer.arrayBuffer());
    if (trick === 'loseAnswer') return void response.destroy();
    const { 'transfer-encoding': ____, connection: _____, ...told } = Object.fromEntries(answer.headers);
    response.writeHead(answer.status, { ...told, 'content-length': body.length });
    if (trick !== 'cutAnswer') return void response.end(body);
    response.write(body.subarray(0, body.length / 2), () => response.destroy());
  }
}

function answerAlone(
  response: ServerResponse,
  { status, retryAfter, code, location, ...own }: Exclude<Trick, string | { delay: number }>,
) {
  const problem = { type: 'about:blank', title: 'Planted', status, detail: 'Planted.', code };
  const [type, body] =
    code === undefined
      ? ['text/html', '<h1>Planted</h1>']
      : ['application/problem+json', JSON.stringify(problem)];
  response.writeHead(status, {
    'content-type': own.type ?? type,
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    ...(location !== undefined && { location }),
  });
  response.end(own.body ?? body);
}
