import type { Type } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import type { DiscoveryService, MetadataScanner } from '@nestjs/core';

/** A route as its controller declares it. */
export interface RouteHandler {
  /** `Controller.method`. */
  id: string;
  controller: Type<unknown>;
  name: string;
  handler: () => unknown;
}

/** The handlers of all routes of the service. The checks at boot and the OpenAPI documents use them. */
export const routeHandlers = (discovery: DiscoveryService, scanner: MetadataScanner): RouteHandler[] =>
  discovery.getControllers().flatMap(({ metatype, instance }) => {
    const controller = metatype as Type<unknown>;
    const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
    return scanner
      .getAllMethodNames(prototype)
      .map((name) => ({
        id: `${controller.name}.${name}`,
        controller,
        name,
        handler: prototype[name] as () => unknown,
      }))
      .filter(({ handler }) => Reflect.hasMetadata(PATH_METADATA, handler));
  });
