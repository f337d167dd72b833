import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../common/domain-error.js';
import { CONFIG, type Config } from '../../config/config.js';

/**
 * Admits requests of our own pages alone, where a cookie is the credential: the browser sends it with a request of another
 * port of this host too. Browsers say by `Sec-Fetch-Site` where a request comes from; where they do not, as over plain http,
 * `Origin` has to be the address that was asked, or `PUBLIC_URL`.
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
