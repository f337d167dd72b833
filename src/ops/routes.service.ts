import { Injectable, type Type } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS, type Access } from '../common/access.js';
import type { ChapterName } from '../common/chapters.js';
import { CHAPTER, OPERATION, type OperationNotes } from '../common/operation.js';

/** What a route declares about itself: the same metadata that the guard enforces. */
export interface DeclaredRoute {
  access: Access;
  chapter: ChapterName;
  notes: OperationNotes;
  /** The classes of its parameters: bodies and queries among them. */
  takes: Type<unknown>[];
}

/** Reads the declarations of all routes. */
@Injectable()
export class RoutesService {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** By handler, `Controller.method`. @throws Error when a route has no `@Operation()` or no `@Chapter()`. */
  declared(): Map<string, DeclaredRoute> {
    const routes = new Map<string, DeclaredRoute>();
    for (const { metatype, instance } of this.discovery.getControllers()) {
      const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const handler = prototype[name] as () => unknown;
        if (!Reflect.hasMetadata(PATH_METADATA, handler)) continue;
        const id = `${(metatype as { name: string }).name}.${name}`;
        const notes = this.reflector.get<OperationNotes | undefined>(OPERATION, handler);
        if (notes === undefined) throw new Error(`${id} has no @Operation().`);
        const chapter = this.reflector.getAllAndOverride<ChapterName | undefined>(CHAPTER, [
          handler,
          metatype as never,
        ]);
        if (chapter === undefined) throw new Error(`${id} has no @Chapter().`);
        routes.set(id, {
          access: this.reflector.getAllAndOverride<Access>(ACCESS, [handler, metatype as never]),
          chapter,
          notes,
          takes: (Reflect.getMetadata('design:paramtypes', prototype, name) ?? []) as Type<unknown>[],
        });
      }
    }
    return routes;
  }
}
