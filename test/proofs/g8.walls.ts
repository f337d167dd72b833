import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ACCESS, type Access } from '../../src/common/access.js';
import { ranksAtLeast, type Role, SCOPES, type OperatorKeyScope } from '../../src/common/principal.js';
import { RoutesService } from '../../src/openapi/routes.service.js';
import { brokenPathOf, type Operation, operationsOf } from '../support/operations.js';
import type { Call, Tenure } from '../support/tenure.js';

/** They serve requests of our own pages alone (403 `wrong_origin`), and nobody here calls from one. */
const OF_OUR_PAGES = / \/v1\/auth\/browser-sessions\//;
const DONE_WITHOUT_INPUT = ['POST /v1/business/close', 'DELETE /v1/members/me'];

/** Somebody who calls, as the declarations know them. */
export interface Caller {
  name: string;
  call: Call;
  /** Somebody like them, of a business that nobody else is asked about. */
  elsewhere?: () => Promise<Call>;
  is: 'nobody' | 'bot' | 'operator' | 'operatorKey' | 'service' | 'removed' | Role;
  /** What an operator key may do. */
  scopes?: readonly OperatorKeyScope[];
}

/** A route, what it declared when the server started, and the function that carries the declaration. */
export interface Wall {
  operation: Operation;
  declared: Access;
  handler: object;
}

/** All operations of the running server, each with its declaration. */
export async function wallsOf(tenure: Tenure): Promise<Wall[]> {
  const operations = new Map((await operationsOf(tenure)).map((each) => [each.name, each]));
  const ids = await operationNames(tenure);
  const handlers = handlersOf(tenure);
  return [...tenure.app.get(RoutesService, { strict: false }).declared()].map(([id, { access, notes }]) => {
    const operation = operations.get(ids.get(notes.id) ?? '');
    const handler = handlers.get(id);
    if (operation === undefined || handler === undefined) throw new Error(`${id} is in no document.`);
    return { operation, declared: access, handler };
  });
}

/** Runs `ask` while a route declares something else. */
export async function withDeclaration<T>(
  { handler }: Wall,
  access: Access,
  ask: () => Promise<T>,
): Promise<T> {
  const own = Reflect.getOwnMetadata(ACCESS, handler) as Access | undefined;
  Reflect.defineMetadata(ACCESS, access, handler);
  try {
    return await ask();
  } finally {
    if (own === undefined) Reflect.deleteMetadata(ACCESS, handler);
    else Reflect.defineMetadata(ACCESS, own, handler);
  }
}

/**
 * What every caller is answered at every wall, against what its declaration promises. All requests are malformed too,
 * so that who is let through is told so with a 400 and nothing is written.
 */
export async function mismatches(tenure: Tenure, walls: Wall[], callers: Caller[]): Promise<string[]> {
  const found: string[] = [];
  for (const { operation, declared } of walls) {
    const body = operation.body === null ? undefined : { surprise: true };
    for (const caller of callers) {
      const { name, call, elsewhere } = caller;
      const expected = OF_OUR_PAGES.test(operation.name) ? 403 : statusFor(declared, caller);
      // These take no input that could be malformed: whoever is let through closes the business, or leaves it.
      const asked = DONE_WITHOUT_INPUT.includes(operation.name) ? ((await elsewhere?.()) ?? call) : call;
      const { status } = await tenure.send(operation.method, brokenPathOf(operation), { ...asked, body });
      const right =
        expected === 'through' ? status !== 401 && status !== 403 && status < 500 : status === expected;
      if (!right) found.push(`${operation.name} by ${name}: ${status} instead of ${expected}`);
    }
  }
  return found;
}

/** From the declaration and contract §6 alone. */
function statusFor(declared: Access, { is, call, scopes = [] }: Caller): 401 | 403 | 'through' {
  if (declared.to === 'public')
    return declared.orPeople === true && call.token !== undefined && is === 'nobody' ? 401 : 'through';
  if (is === 'nobody') return 401;
  if (is === 'service' || is === 'operatorKey') return statusForKey(declared, scopes);
  if (declared.to === 'bots') return is === 'bot' ? 'through' : 401;
  if (is === 'bot') return 401;
  if (declared.to === 'operators') return is === 'operator' ? 'through' : 403;
  if (declared.to === 'people') return is === 'operator' && !declared.operators ? 403 : 'through';
  if (is === 'operator' || is === 'removed') return 403;
  return ranksAtLeast(is, declared.least) ? 'through' : 403;
}

/** An operator key opens what its scopes open, and no route of people at all. */
function statusForKey(declared: Access, scopes: readonly OperatorKeyScope[]): 401 | 403 | 'through' {
  if (declared.to !== 'operators' && declared.to !== 'bots') return 401;
  const opened: readonly OperatorKeyScope[] =
    declared.to === 'operators'
      ? ['admin', ...(declared.scopes ?? [])]
      : declared.scope === null
        ? SCOPES
        : [declared.scope];
  return opened.some((scope) => scopes.includes(scope)) ? 'through' : 403;
}

/** By operation id: `listPlans` → `GET /path`. */
async function operationNames(tenure: Tenure): Promise<Map<string, string>> {
  const { body } = await tenure.get('/openapi.json');
  const entries = Object.entries<Record<string, { operationId: string }>>(body.paths).flatMap(
    ([path, item]) =>
      Object.entries(item).map(([verb, { operationId }]) => {
        return [operationId, `${verb.toUpperCase()} ${path}`] as const;
      }),
  );
  return new Map(entries);
}

function handlersOf(tenure: Tenure): Map<string, object> {
  const discovery = tenure.app.get(DiscoveryService, { strict: false });
  const scanner = new MetadataScanner();
  const handlers = new Map<string, object>();
  for (const { metatype, instance } of discovery.getControllers()) {
    const prototype = Object.getPrototypeOf(instance) as Record<string, object>;
    for (const name of scanner.getAllMethodNames(prototype))
      handlers.set(`${(metatype as { name: string }).name}.${name}`, prototype[name] as object);
  }
  return handlers;
}
