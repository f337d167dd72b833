import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IDLE_DAYS } from './session-lifetime.js';

/** The apps of pages to which people log in. One browser may be logged in to both, with two accounts. */
export const PAGE_APPS = ['dashboard', 'console'] as const;
export type PageApp = (typeof PAGE_APPS)[number];

/** How long a cookie lasts: as long as a session that nobody refreshes. */
const MAX_AGE_SECONDS = IDLE_DAYS * 24 * 60 * 60;

/** Reads the cookies of a request, and sets those of its answer. */
export class Cookies {
  constructor(
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
  ) {}

  read(name: string): string | null {
    return parseCookie(this.request.headers.cookie ?? '')[name] ?? null;
  }

  /** Sets a cookie that no script can read. With null it deletes the cookie. */
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

/** The cookies of the request. Only routes of browser sessions read cookies. */
export const RequestCookies = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const http = context.switchToHttp();
  return new Cookies(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
});
