import { Injectable, type OnModuleInit, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS } from '../../common/access.js';
import { routeHandlers } from '../../common/declared-routes.js';

/** Checks at the start that every route declares who may call it. If one does not, the service does not start. */
@Injectable()
export class DeclaredAccess implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const undeclared = routeHandlers(this.discovery, this.scanner)
      .filter(
        ({ handler, controller }) =>
          !this.reflector.getAllAndOverride(ACCESS, [handler, controller as never]),
      )
      .map(({ id, handler }) => `${id} (${methodOf(handler)})`);
    if (undeclared.length > 0) {
      throw new Error(`These routes do not say who may call them: ${undeclared.join(', ')}`);
    }
  }
}

const methodOf = (handler: unknown): string =>
  RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler as object) as number] ?? 'ALL';
