import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** How long a client may take to send a request: its head, and all of it. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
/** How long a connection may rest between two requests: longer than the usual minute of proxies, which then close first. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
/** How long an answer may lie unread before its connection is cut: until then it holds memory. */
const UNREAD_LIMIT_MS = 20_000;
/** How often the limits above are looked at. */
const CHECK_EVERY_MS = 1_000;
/** What requests under way get of a stop; the rest is for jobs and the database. */
const IN_FLIGHT_LIMIT_MS = 4_000;

/** The limits that Node and Fastify hold by themselves. */
export const CONNECTION_LIMITS = {
  requestTimeout: REQUEST_TIMEOUT_MS,
  keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  http: {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: CHECK_EVERY_MS,
  },
};

/**
 * The connections of the HTTP server: bounded in number and in what they hold, and ended in order when the server
 * stops. A stop goes: not ready, and every answer says `Connection: close`, for `drainSeconds`; then nobody is let in,
 * and a request that comes all the same is refused; requests under way have four seconds; what is left is cut.
 */
@Injectable()
export class Connections implements OnModuleDestroy {
  private server: Server | null = null;
  private phase: 'serving' | 'draining' | 'closed' = 'serving';
  private readonly underWay = new Set<ServerResponse>();
  /** Each open connection, with the number of checks that found answers of it unread. */
  private readonly unreadChecks = new Map<Socket, number>();

  constructor(private readonly settings: { maxConnections: number; drainSeconds: number }) {}

  /** True from the moment a stop is asked for: a proxy that honours readiness sends nothing more. */
  get stopping(): boolean {
    return this.phase !== 'serving';
  }

  /** True once requests are refused. */
  get closed(): boolean {
    return this.phase === 'closed';
  }

  /** Guards the connections of `server` from now on. */
  guard(server: Server): void {
    this.server = server;
    server.maxConnections = this.settings.maxConnections;
    server.on('connection', (socket: Socket) => {
      this.unreadChecks.set(socket, 0);
      socket.once('close', () => this.unreadChecks.delete(socket));
    });
    // First in line: what answers at once would have written its head by the time we are told.
    server.prependListener('request', (_request, response: ServerResponse) => {
      if (this.stopping) response.shouldKeepAlive = false;
      this.underWay.add(response);
      response.once('close', () => this.underWay.delete(response));
    });
    const check = setInterval(() => this.cutUnread(), CHECK_EVERY_MS).unref();
    server.once('close', () => clearInterval(check));
  }

  /** The first thing that happens when the app is closed. */
  async onModuleDestroy(): Promise<void> {
    const { server } = this;
    if (server === null || !server.listening) return;
    this.phase = 'draining';
    for (const response of this.underWay) response.shouldKeepAlive = false;
    await sleep(this.settings.drainSeconds * 1_000);
    this.phase = 'closed';
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    // Node takes a connection that has sent nothing for one whose request is on its way.
    for (const socket of this.unreadChecks.keys()) if (socket.bytesRead === 0) socket.destroy();
    await Promise.race([ended, sleep(IN_FLIGHT_LIMIT_MS, undefined, { ref: false })]);
    server.closeAllConnections();
    await ended;
  }

  private cutUnread(): void {
    for (const [socket, checks] of this.unreadChecks) {
      const unread = socket.writableLength === 0 ? 0 : checks + 1;
      if (unread * CHECK_EVERY_MS > UNREAD_LIMIT_MS) socket.destroy();
      else this.unreadChecks.set(socket, unread);
    }
  }
}
