import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until } from './until.js';

/** A connection that sends raw bytes, which no HTTP client would send. */
export class RawConnection {
  received = '';
  /** How many milliseconds after the opening the server ended the connection. */
  readonly ended: Promise<number>;

  private constructor(private readonly socket: Socket) {
    const opened = performance.now();
    socket.setEncoding('latin1').on('data', (chunk: string) => (this.received += chunk));
    // A server can end the connection by a reset, which counts as an end here.
    socket.on('error', () => undefined);
    this.ended = new Promise((resolve) =>
      socket.once('close', () => resolve(Math.round(performance.now() - opened))),
    );
  }

  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const connection = new RawConnection(socket);
    await once(socket, 'connect');
    return connection;
  }

  send(bytes: string | Buffer): this {
    this.socket.write(bytes);
    return this;
  }

  /** Stops reading. Later answers of the server stay in the buffers. */
  stopReading(): this {
    this.socket.pause();
    return this;
  }

  /** Waits until the received text matches. */
  async receives(pattern: RegExp, seconds = 5): Promise<RegExpExecArray> {
    return until(() => pattern.exec(this.received), `something like ${pattern} is received`, seconds);
  }

  close(): void {
    this.socket.destroy();
  }
}

/** The head of a request with a JSON body of `length` bytes. */
export const postHead = (path: string, length: number): string =>
  `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
