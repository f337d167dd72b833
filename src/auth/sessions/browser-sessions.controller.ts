import { Body, Controller, Delete, Post, Put, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { FieldPipe, PathParam } from '../../common/path-params.js';
import { RefreshTokenDto } from './session.dto.js';
import { BrowserSessionView } from './session.view.js';
import { type Cookies, PAGE_APPS, type PageApp, RequestCookies } from './browser-cookie.js';
import { BrowserSessionsService } from './browser-sessions.service.js';
import { SameOriginGuard } from './same-origin.guard.js';

const isApp = (value: string): boolean => PAGE_APPS.some((app) => app === value);
const AppParam = () =>
  PathParam(
    'app',
    {
      schema: { type: 'string', enum: [...PAGE_APPS] },
      description: 'Which pages.',
      example: 'dashboard',
    },
    new FieldPipe('app', isApp, `must be ${PAGE_APPS.join(' or ')}`),
  );

/** Routes with which the service's own pages log people in. They have the refresh token in a cookie. */
@Controller('v1/auth/browser-sessions/:app')
@Chapter('Log in')
@Public()
@UseGuards(SameOriginGuard)
export class BrowserSessionsController {
  constructor(private readonly sessions: BrowserSessionsService) {}

  @Put()
  @Operation({
    id: 'openBrowserSession',
    summary: 'Keep a log-in in a cookie of the browser',
    description:
      'For the pages of this service: the refresh token of a log-in is stored in a cookie that no script can read.',
    answers: BrowserSessionView,
    body: { refreshToken: '{refreshToken}' },
    refuses: ['wrong_origin', 'invalid_refresh_token', 'rate_limited'],
  })
  open(
    @AppParam() app: PageApp,
    @Body() { refreshToken }: RefreshTokenDto,
    @RequestCookies() cookies: Cookies,
  ): Promise<BrowserSessionView> {
    return this.sessions.open(app, refreshToken, cookies);
  }

  @Post()
  @Operation({
    id: 'resumeBrowserSession',
    summary: 'Get the next access token for the cookie of the browser',
    answers: BrowserSessionView,
    orNothing: 'Nobody is logged in',
    refuses: ['wrong_origin', 'rate_limited'],
  })
  async resume(
    @AppParam() app: PageApp,
    @RequestCookies() cookies: Cookies,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const session = await this.sessions.resume(app, cookies);
    await (session === null ? reply.status(204).send() : reply.send(session));
  }

  @Delete()
  @Operation({
    id: 'endBrowserSession',
    summary: 'Log the browser out: end the log-in of its cookie',
    status: 204,
    refuses: ['wrong_origin'],
  })
  end(@AppParam() app: PageApp, @RequestCookies() cookies: Cookies): Promise<void> {
    return this.sessions.end(app, cookies);
  }
}
