import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** How long a client may take to send the head of a request. */
const HEADERS_TIMEOUT_MS = 10_000;
/** How long a client may take to send a whole request. */
const REQUEST_TIMEOUT_MS = 15_000;
/**
 * How long a connection may be idle between two requests. nginx and deploy/Caddyfile close an idle connection after a minute. This
 * is longer, so that the proxy closes first and never sends a request into a closed connection.
 */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
/** How long an answer may stay unread before its connection is cut. Until then it holds memory. */
const UNREAD_LIMIT_MS = 20_000;
/** How often the limits above are checked. */
const CHECK_EVERY_MS = 1_000;
/** How long requests under way may take during a stop. The rest of the time is for jobs and the database. */
const IN_FLIGHT_LIMIT_MS = 4_000;

/** The limits that Node and Fastify enforce on connections. */
export const CONNECTION_LIMITS = {
  requestTimeout: REQUEST_TIMEOUT_MS,
  keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  http: {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: CHECK_EVERY_MS,
    // Otherwise Node itself would refuse a request without `Host`, and not with a problem document: see `refuseOddHeads`.
    requireHostHeader: false,
  },
};

interface Connection {
  /** The response to the last request of the connection, while it is not finished. */
  response: ServerResponse | null;
  /** For how many checks in a row an answer on this connection was unread. */
  unreadChecks: number;
}

/**
 * Limits how many connections the HTTP server has and how long answers stay unread, and closes the connections when the server
 * stops. A stop has two phases. For `drainSeconds` the server is not ready, and every answer says `Connection: close`. Then it
 * accepts no connection and refuses requests on open ones. Requests under way have four seconds; then all connections are closed.
 */
@Injectable()
export class Connections implements OnModuleDestroy {
  private server: Server | null = null;
  private phase: 'serving' | 'draining' | 'closed' = 'serving';
  /**
   * All open connections, each with its request under way. A set of all requests under way would be rebuilt all the time, and each
   * old copy would hold its requests in memory until the next full garbage collection.
   */
  private readonly open = new Map<Socket, Connection>();

  constructor(private readonly settings: { maxConnections: number; drainSeconds: number }) {}

  /** True from the moment a stop is requested. A proxy that checks readiness then sends no more requests. */
  get stopping(): boolean {
    return this.phase !== 'serving';
  }

  /** True once requests are refused. */
  get closed(): boolean {
    return this.phase === 'closed';
  }

  /** How many connections are open, and on how many of them a request is not answered yet. */
  count(): { open: number; underWay: number } {
    let underWay = 0;
    for (const { response } of this.open.values()) if (response !== null) underWay += 1;
    return { open: this.open.size, underWay };
  }

  /** Guards the connections of `server` from now on. */
  guard(server: Server): void {
    this.server = server;
    server.maxConnections = this.settings.maxConnections;
    server.on('connection', (socket: Socket) => {
      this.open.set(socket, { response: null, unreadChecks: 0 });
      socket.once('close', () => this.open.delete(socket));
    });
    // This listener comes first: a handler that answers at once would already have written the head.
    server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      if (this.stopping) response.shouldKeepAlive = false;
      const connection = this.open.get(socket);
      if (connection === undefined) return;
      connection.response = response;
      response.once('close', () => {
        if (connection.response === response) connection.response = null;
      });
    });
    const check = setInterval(() => this.cutUnread(), CHECK_EVERY_MS).unref();
    server.once('close', () => clearInterval(check));
  }

  /** Stops the server. Nest calls this first when the app is closed. */
  async onModuleDestroy(): Promise<void> {
    const { server } = this;
    if (server === null || !server.listening) return;
    this.phase = 'draining';
    for (const { response } of this.open.values()) if (response !== null) response.shouldKeepAlive = false;
    await sleep(this.settings.drainSeconds * 1_000);
    this.phase = 'closed';
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    // Node treats a connection that has sent nothing as one with a request on its way.
    for (const socket of this.open.keys()) if (socket.bytesRead === 0) socket.destroy();
    await Promise.race([ended, sleep(IN_FLIGHT_LIMIT_MS, undefined, { ref: false })]);
    server.closeAllConnections();
    await ended;
  }

  private cutUnread(): void {
    for (const [socket, connection] of this.open) {
      connection.unreadChecks = socket.writableLength === 0 ? 0 : connection.unreadChecks + 1;
      if (connection.unreadChecks * CHECK_EVERY_MS > UNREAD_LIMIT_MS) socket.destroy();
    }
  }
}
