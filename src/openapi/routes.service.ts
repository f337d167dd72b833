import { Injectable, type Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS, type Access } from '../common/access.js';
import type { ChapterName } from '../common/chapters.js';
import { routeHandlers } from '../common/declared-routes.js';
import { CHAPTER, OPERATION, type OperationNotes } from '../common/operation.js';
import { type PathParameter, pathParametersOf } from '../common/path-params.js';

/** The declarations of a route: the same metadata that the guard enforces. */
export interface DeclaredRoute {
  access: Access;
  chapter: ChapterName;
  notes: OperationNotes;
  /** Its path parameters, by name. */
  pathParameters: Record<string, PathParameter | undefined>;
  /** The classes of the parameters of its method, such as those of body and query. */
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

  /** All routes, by their handler `Controller.method`. @throws Error when a route has no `@Operation()` or no `@Chapter()` */
  declared(): Map<string, DeclaredRoute> {
    const routes = routeHandlers(this.discovery, this.scanner).map(({ id, controller, name, handler }) => {
      const declared = <T>(key: string) =>
        this.reflector.getAllAndOverride<T | undefined>(key, [handler, controller as never]);
      const notes = declared<OperationNotes>(OPERATION);
      if (notes === undefined) throw new Error(`${id} has no @Operation().`);
      const chapter = declared<ChapterName>(CHAPTER);
      if (chapter === undefined) throw new Error(`${id} has no @Chapter().`);
      const access = declared<Access>(ACCESS) as Access;
      const pathParameters = pathParametersOf(controller.prototype as object, name);
      const takes = Reflect.getMetadata('design:paramtypes', controller.prototype as object, name) ?? [];
      return [id, { access, chapter, notes, pathParameters, takes: takes as Type<unknown>[] }] as const;
    });
    return new Map(routes);
  }
}
