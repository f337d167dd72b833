import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { fromHttp, problem, sendProblem } from './problem-reply.js';

/** Answers requests that never reach a route with problem documents, instead of Fastify's own answers. */
export const UNREADABLE_REQUESTS = {
  /**
   * Answers a path with a wrong encoding or a part that is too long. Fastify's own message repeats the path, which may hold a
   * token.
   */
  frameworkErrors: ({ statusCode = 400 }: Failure, _request: unknown, reply: FastifyReply): void =>
    sendProblem(reply, fromHttp(statusCode, 'The path is not percent-encoded correctly.')),

  /** Answers bytes that are not HTTP. There is no request to reply to, only a socket. */
  clientErrorHandler: ({ code }: { code?: string }, socket: Socket): void => {
    if (code === 'ECONNRESET' || socket.destroyed) return;
    const status = STATUSES[code ?? ''] ?? 400;
    const body = JSON.stringify(problem(fromHttp(status, 'The request is not valid HTTP.')));
    const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\n`;
    if (socket.writable)
      socket.write(`${head}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
    socket.destroySoon();
  },
};

/**
 * Refuses HTTP/1.1 without `Host`, and any `Expect` other than `100-continue`. Node would answer both without a problem document.
 */
export function refuseOddHeads(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ headers, raw }, reply, done) =>
    headers.host === undefined && raw.httpVersion === '1.1'
      ? sendProblem(reply, fromHttp(400, 'Send the header Host.'))
      : done(),
  );
  const server: Server = fastify.server;
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const body = JSON.stringify(problem(fromHttp(417, 'Only `Expect: 100-continue` is supported.')));
    response.writeHead(417, { 'Content-Type': 'application/problem+json', Connection: 'close' }).end(body);
  });
}

interface Failure {
  statusCode?: number;
}

const STATUSES: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };
