import { Injectable, type OnModuleInit, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS } from '../common/access.js';

/** Stops the boot when a route does not say whom it admits: nothing is open by being forgotten. */
@Injectable()
export class DeclaredAccess implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const undeclared = this.discovery.getControllers().flatMap(({ metatype, instance }) => {
      const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
      return this.scanner
        .getAllMethodNames(prototype)
        .filter((name) => Reflect.hasMetadata(PATH_METADATA, prototype[name] as object))
        .filter(
          (name) =>
            !this.reflector.getAllAndOverride(ACCESS, [prototype[name] as () => unknown, metatype as never]),
        )
        .map((name) => `${(metatype as { name: string }).name}.${name} (${methodOf(prototype[name])})`);
    });
    if (undeclared.length > 0) {
      throw new Error(`These routes do not say whom they admit: ${undeclared.join(', ')}`);
    }
  }
}

const methodOf = (handler: unknown): string =>
  RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler as object) as number] ?? 'ALL';
