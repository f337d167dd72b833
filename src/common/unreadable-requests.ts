import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import { fromHttp, problem, sendProblem } from './problem.filter.js';

/** Answers requests that never reach a route with problem documents, instead of Fastify's own answers. */
export const UNREADABLE_REQUESTS = {
  /**
   * Answers a path with a wrong encoding or a part that is too long. Fastify's own message repeats the path, which may hold a
   * token.
   */
  frameworkErrors: ({ statusCode = 400 }: Failure, _request: unknown, reply: FastifyReply): void =>
    sendProblem(reply, fromHttp(statusCode, 'The path is not encoded as it should be.')),

  /** Answers bytes that are not HTTP. There is no request to reply to, only a socket. */
  clientErrorHandler: ({ code }: { code?: string }, socket: Socket): void => {
    if (code === 'ECONNRESET' || socket.destroyed) return;
    const status = STATUSES[code ?? ''] ?? 400;
    const body = JSON.stringify(problem(fromHttp(status, 'This is not HTTP as it should be.')));
    const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\n`;
    if (socket.writable)
      socket.write(`${head}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
    socket.destroySoon();
  },
};

interface Failure {
  statusCode?: number;
}

const STATUSES: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };
