import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { escaped, filled } from '../common/html.js';
import type { Config } from '../config/config.js';
import { MAILED_PAGES, type MailedPage } from '../mail/index.js';
import { type App, type Asset, type BuiltPages, readBuiltPages } from './built-pages.js';
import { type FrontLink, frontPage } from './front-page.js';

/**
 * The content security policy of pages: they load only from this server, call only this server, and cannot run text as a script.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const DASHBOARD = '/app';
const CONSOLE = '/console';
/** The mailed pages that lead below the console where there is no dashboard: operators get them, too. */
const MAILED_TO_OPERATORS: readonly MailedPage[] = ['reset-password'];

/**
 * Serves the pages that `PAGES` names, only at the paths that they have. Every other path still gets a problem document, except
 * below `/app/as-customer`: there the page says that the view has ended. Files are served from memory. Without pages, it serves
 * only the links at `/`, if there are documents to link to.
 */
export async function servePages(app: NestFastifyApplication, config: Config): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  if (config.pages === 'off') {
    if (config.docs) serveFront(fastify, linksOf(null, config), null, config);
    return;
  }
  const built = await readBuiltPages();
  if (built === null) {
    new Logger('Pages').warn('The pages are not built, so none are served: run npm ci and npm run build.');
    serveFront(fastify, linksOf(null, config), null, config);
    return;
  }
  const shown = shownBy(built, config);
  const [dashboard, operators] = [shown.dashboard, shown.console];
  if (dashboard !== null) serveApp(fastify, DASHBOARD, dashboard, config);
  if (operators !== null) serveApp(fastify, CONSOLE, operators, config);
  if (dashboard !== null) redirectMailed(fastify, MAILED_PAGES, DASHBOARD);
  else if (operators !== null) redirectMailed(fastify, MAILED_TO_OPERATORS, CONSOLE);
  serveFront(fastify, linksOf(shown, config), built.front, config);
  for (const [name, asset] of built.assets) serveAsset(fastify, `/assets/${name}`, asset);
}

type Shown = Pick<BuiltPages, 'dashboard' | 'console'>;

const shownBy = ({ dashboard, console }: BuiltPages, { pages }: Config): Shown => ({
  dashboard: pages === 'console' ? null : dashboard,
  console: pages === 'dashboard' ? null : console,
});

function linksOf(shown: Shown | null, { docs }: Config): FrontLink[] {
  const links: FrontLink[] = [];
  const at = (name: string, href: string, text: string) => links.push({ name, href, text });
  if (shown?.dashboard) at('Dashboard', `${DASHBOARD}/`, 'Your plan, usage, team and keys.');
  if (shown?.console) at('Console', `${CONSOLE}/`, 'For the people who run this service.');
  if (docs) at('API', '/docs', 'Every operation, with an example.');
  return links;
}

function serveApp(fastify: FastifyInstance, at: string, { page, routes }: App, config: Config): void {
  const html = Buffer.from(filled(page, { PRODUCT_NAME: escaped(config.productName) }));
  const show = (_: FastifyRequest, reply: FastifyReply) => sendPage(reply, html);
  fastify.get(at, (_, reply) => reply.redirect(`${at}/`));
  for (const route of routes) fastify.get(at + route, show);
}

/** Redirects from the paths in mails to the same paths below `to`. */
function redirectMailed(fastify: FastifyInstance, pages: readonly MailedPage[], to: string): void {
  for (const page of pages)
    fastify.get<{ Params: { token: string } }>(`/${page}/:token`, ({ params }, reply) =>
      reply.redirect(`${to}/${page}/${encodeURIComponent(params.token)}`),
    );
}

/** Serves `/`: programs get links as JSON. Browsers get a page; without a template of it they are redirected to the documents. */
function serveFront(
  fastify: FastifyInstance,
  links: FrontLink[],
  template: string | null,
  { productName, docs }: Config,
): void {
  const html = template === null ? null : Buffer.from(frontPage(template, productName, links));
  const linksByName = {
    ...Object.fromEntries(
      links.filter(({ href }) => href !== '/docs').map(({ name, href }) => [name.toLowerCase(), href]),
    ),
    ...(docs && { docs: '/docs', openapi: '/openapi.json' }),
    health: '/health/ready',
  };
  fastify.get('/', (request, reply) => {
    if (request.headers.accept?.includes('text/html') !== true) return linksByName;
    if (html !== null) return sendPage(reply, html);
    return docs ? reply.redirect('/docs') : linksByName;
  });
}

/** Sends a page. It is never cached, so that it always names the files of the running build. */
function sendPage(reply: FastifyReply, html: Buffer): FastifyReply {
  return reply
    .headers({
      'content-security-policy': POLICY,
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-cache',
    })
    .type('text/html; charset=utf-8')
    .send(html);
}

function serveAsset(fastify: FastifyInstance, path: string, { type, content, brotli }: Asset): void {
  fastify.get(path, (request, reply) => {
    void reply.type(type).headers({
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    if (brotli === null || !/\bbr\b/.test(request.headers['accept-encoding'] ?? ''))
      return reply.send(content);
    return reply.header('content-encoding', 'br').send(brotli);
  });
}
