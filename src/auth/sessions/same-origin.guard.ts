import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../common/domain-error.js';
import { CONFIG, type Config } from '../../config/config.js';

/**
 * Admits only requests of the service's own pages, on routes where a cookie is the credential. A browser sends the cookie also with
 * requests of pages on other ports of this host. `Sec-Fetch-Site` says where a request comes from. Browsers do not send it over
 * plain http; then `Origin` has to be the host of the request, or `PUBLIC_URL`.
 *
 * @throws DomainError `wrong_origin`
 */
@Injectable()
export class SameOriginGuard implements CanActivate {
  private readonly publicOrigin: string;

  constructor(@Inject(CONFIG) { publicUrl }: Config) {
    this.publicOrigin = new URL(publicUrl).origin;
  }

  canActivate(context: ExecutionContext): boolean {
    if (this.isOurs(context.switchToHttp().getRequest<FastifyRequest>())) return true;
    throw new DomainError('wrong_origin', 'Only the pages of this service may do this.');
  }

  private isOurs({ headers }: FastifyRequest): boolean {
    const { origin, host, 'sec-fetch-site': site } = headers;
    if (site !== undefined) return site === 'same-origin';
    if (origin === undefined || !URL.canParse(origin)) return false;
    return origin === this.publicOrigin || new URL(origin).host === host;
  }
}
