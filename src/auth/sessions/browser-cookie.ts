import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The pages that people log in to. One person may be logged in to both, as two people. */
export const PAGE_APPS = ['dashboard', 'console'] as const;
export type PageApp = (typeof PAGE_APPS)[number];

/** As long as a session that nobody refreshes. */
const MAX_AGE_SECONDS = 14 * 24 * 60 * 60;

/** The cookies of a request and of its answer. */
export class Cookies {
  constructor(
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
  ) {}

  read(name: string): string | null {
    return parseCookie(this.request.headers.cookie ?? '')[name] ?? null;
  }

  /** Keeps `value` in the browser, out of reach of scripts; null takes it away. */
  write(name: string, value: string | null, secure: boolean): void {
    const text = stringifySetCookie({
      name,
      value: value ?? '',
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      secure,
      maxAge: value === null ? 0 : MAX_AGE_SECONDS,
    });
    void this.reply.header('set-cookie', text);
  }
}

/** The cookies of the request, on a route of the browser's sessions. Nowhere else is a cookie read. */
export const RequestCookies = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const http = context.switchToHttp();
  return new Cookies(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
});
