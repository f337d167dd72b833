import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  type OnModuleInit,
  type Type,
} from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { getMetadataStorage } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { ACCESS, type Access } from '../../common/access.js';
import { type RouteHandler, routeHandlers } from '../../common/declared-routes.js';
import type { FieldError } from '../../common/problems.js';
import { ValidationFailed } from '../../common/domain-error.js';

/** The parts of a request that a route reads into a DTO, which refuses unknown fields. */
interface Reads {
  body: boolean;
  query: boolean;
}

/**
 * Refuses a body or query parameters on a route that takes none. Otherwise somebody who sends `{"dryRun": true}` to a route without
 * that field would start real work. An empty object counts as an empty body. A body that is nested too deeply is refused here too,
 * before any code walks through it. Routes of operation (health, metrics) accept any input, because probes add parameters of their
 * own.
 *
 * It runs after the access guard, so that the caller is refused before the input is. At the start it reads what each route takes.
 * If a route reads a body or a query without a DTO that has rules, the service does not start.
 */
@Injectable()
export class DeclaredInput implements CanActivate, OnModuleInit {
  private readonly strict = new Map<unknown, Reads>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const loose: string[] = [];
    for (const route of routeHandlers(this.discovery, this.scanner)) {
      const { handler, controller, id } = route;
      const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
        handler,
        controller as never,
      ]);
      if (access?.to === 'public' && access.document === 'ops') continue;
      const inputs = inputsOf(route);
      if (!inputs.every(({ isDto }) => isDto)) loose.push(id);
      const takes = (part: Input['part']) => inputs.some((input) => input.part === part);
      this.strict.set(handler, { body: takes('body'), query: takes('query') });
    }
    if (loose.length > 0) {
      throw new Error(`These routes read input without a DTO that has rules: ${loose.join(', ')}`);
    }
  }

  canActivate(context: ExecutionContext): boolean {
    const reads = this.strict.get(context.getHandler());
    if (reads === undefined) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const errors = [
      ...(reads.body ? tooDeep(request) : unreadBody(request)),
      ...(reads.query ? [] : unknownFields(request.query as object)),
    ];
    if (errors.length > 0) throw new ValidationFailed(errors);
    return true;
  }
}

const unknownFields = (sent: object): FieldError[] =>
  Object.keys(sent).map((field) => ({ field, message: 'is not a known field' }));

/** The deepest nesting of a body. No DTO needs more, and recursive code would run out of stack. */
const MAX_DEPTH = 32;

const tooDeep = ({ body }: FastifyRequest): FieldError[] =>
  isShallow(body, MAX_DEPTH) ? [] : [{ field: 'body', message: `must be nested at most ${MAX_DEPTH} deep` }];

const isShallow = (value: unknown, depth: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth > 0 && Object.values(value).every((child) => isShallow(child, depth - 1)));

function unreadBody({ body, headers }: FastifyRequest): FieldError[] {
  // Fastify does not read the body of a GET, so the headers show whether there is one.
  const unread = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (body === undefined && !unread) return [];
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return unknownFields(body);
  return [{ field: 'body', message: 'must be empty: this route takes none' }];
}

interface Input {
  part: 'body' | 'query';
  isDto: boolean;
}

const PARTS: Partial<Record<number, Input['part']>> = {
  [RouteParamtypes.BODY]: 'body',
  [RouteParamtypes.RAW_BODY]: 'body',
  [RouteParamtypes.QUERY]: 'query',
};

/** The parameters of a handler that are filled from the body or the query. */
function inputsOf({ controller, name }: RouteHandler): Input[] {
  const declared = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<
    string,
    { index: number; data?: unknown }
  >;
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype as object, name) ??
    []) as Type<unknown>[];
  return Object.entries(declared).flatMap(([key, { index, data }]) => {
    const part = PARTS[Number(key.split(':')[0])];
    return part === undefined ? [] : [{ part, isDto: data === undefined && hasRules(types[index]) }];
  });
}

const hasRules = (type: Type<unknown> | undefined): boolean =>
  type !== undefined && getMetadataStorage().getTargetValidationMetadatas(type, '', false, false).length > 0;
