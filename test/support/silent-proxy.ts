import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A proxy between a server and PostgreSQL. Connections can fall silent: they stay open, but no data passes any more, as after a
 * failover without notice, or when a firewall drops them.
 */
export class SilentProxy {
  private readonly pairs = new Set<[Socket, Socket]>();
  private deaf = false;
  private breaks: { text: string; times: number } = { text: '', times: 0 };

  private constructor(
    private readonly server: Server,
    /** The address of the database through this proxy. */
    readonly url: string,
  ) {}

  static async start(databaseUrl: string): Promise<SilentProxy> {
    const target = new URL(databaseUrl);
    const server = createServer((socket) => proxy.join(socket, target)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(databaseUrl);
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as AddressInfo).port);
    const proxy = new SilentProxy(server, url.href);
    return proxy;
  }

  /** Makes all present connections silent. New ones work, unless `newOnesToo`. */
  fallSilent({ newOnesToo = false } = {}): void {
    this.deaf = newOnesToo;
    for (const pair of this.pairs) silence(pair);
  }

  /** Makes new connections work again. Silent connections stay silent. */
  hearAgain(): void {
    this.deaf = false;
  }

  /** Breaks a connection as soon as a statement on it has this text, and does so this many times. */
  breakAt(text: string, times: number): void {
    this.breaks = { text, times };
  }

  /** How often a connection is still to be broken. */
  get breaksLeft(): number {
    return this.breaks.times;
  }

  /** Breaks every connection and refuses new ones, like a machine whose PostgreSQL is not running. */
  async hangUp(): Promise<void> {
    await this.close();
  }

  /** Accepts connections again, at the same port. */
  async pickUp(): Promise<void> {
    this.server.listen(Number(new URL(this.url).port), '127.0.0.1');
    await once(this.server, 'listening');
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket, { hostname, port }: URL): void {
    const far = connect(Number(port), hostname);
    const pair: [Socket, Socket] = [near, far];
    this.pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.pairs.delete(pair);
        for (const other of pair) other.destroy();
      });
    }
    if (this.deaf) return silence(pair);
    near.on('data', (sent: Buffer) => {
      if (this.breaks.times === 0 || !sent.includes(this.breaks.text)) return;
      this.breaks.times -= 1;
      far.destroy();
    });
    near.pipe(far);
    far.pipe(near);
  }
}

function silence([near, far]: [Socket, Socket]): void {
  near.unpipe(far);
  far.unpipe(near);
  // The data are read and dropped, so that no buffer fills up and both sides believe that their data arrive.
  near.resume();
  far.resume();
}
