import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Recorder } from './recorder.js';
import { until } from './until.js';

/** A received webhook. */
export interface Received {
  id: string;
  at: number;
  path: string;
  body: string;
  event: any;
  headers: IncomingMessage['headers'];
  /** The indexes in `secrets` of the secrets that signed it. */
  signedBy: number[];
}

type Answering = (response: ServerResponse, received: Received) => void | Promise<void>;

/**
 * A receiver of webhooks that shares no code with the service. It verifies signatures only with node:crypto, and compares each body
 * with the OpenAPI document of the build.
 */
export class Receiver {
  readonly received: Received[] = [];
  readonly secrets: string[] = [];
  private readonly faults: string[] = [];
  /** The number of connections so far. */
  connections = 0;
  /** Called at each connection. */
  onConnection: (socket: Socket) => void = () => undefined;
  private answering: Answering = (response) => void response.writeHead(204).end();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.take(request, response));
    server.on('connection', (socket) => {
      this.connections += 1;
      this.onConnection(socket);
    });
  }

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hooks`;
  }

  /** Sets how it answers from now on. */
  answer(answering: Answering | number): void {
    this.answering =
      typeof answering === 'number' ? (response) => void response.writeHead(answering).end() : answering;
  }

  /** Waits until a condition holds for the received webhooks. */
  async until(holds: (received: Received[]) => boolean, limitMs = 15_000): Promise<void> {
    await until(() => holds(this.received), 'the receiver has it all', limitMs / 1_000);
  }

  /** @throws Error when it received a body that is not documented */
  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close').catch(() => undefined);
    if (this.faults.length > 0) throw new Error(`Undocumented webhooks:\n${this.faults.join('\n')}`);
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const { headers } = request;
    const id = String(headers['webhook-id']);
    const signed = `${id}.${String(headers['webhook-timestamp'])}.${body}`;
    const sent = String(headers['webhook-signature']).split(' ');
    const signedBy = this.secrets.flatMap((secret, place) => {
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
      const signature = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
      return sent.includes(signature) ? [place] : [];
    });
    const event = JSON.parse(body) as unknown;
    const received = { id, at: Date.now(), path: request.url ?? '', body, event, headers, signedBy };
    this.received.push(received);
    this.faults.push(...(Recorder.ofThisRun()?.faultsOfWebhook(event) ?? []));
    await this.answering(response, received);
  }
}
