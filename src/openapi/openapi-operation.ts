import type { OpenAPIObject } from '@nestjs/swagger';
import type { Access } from '../common/access.js';
import { LONGEST_BUSINESS_HEADER } from '../common/business-name.js';
import { type ProblemCode, PROBLEMS } from '../common/problems.js';
import { moveDefaultToDescription } from './openapi-schemas.js';
import { problemResponse } from './openapi-problems.js';
import type { DeclaredRoute } from './routes.service.js';

type PathItem = OpenAPIObject['paths'][string];
export type OperationObject = NonNullable<PathItem['get']>;
type RequestBody = { content: Record<string, { example?: unknown }> };
type Parameter = {
  description?: string;
  name: string;
  in: string;
  schema?: Record<string, unknown>;
  example?: unknown;
};

/** Adds the declarations of its route to an operation: who may call it, what it answers, and examples. */
export function describeOperation(
  path: string,
  method: string,
  operation: OperationObject,
  route: DeclaredRoute,
): void {
  const { access, chapter, notes, pathParameters } = route;
  operation.operationId = notes.id;
  operation.summary = notes.summary;
  if (notes.description !== undefined) operation.description = notes.description;
  operation.tags = [chapter];
  operation.security = securityOf(access, notes);
  const parameters = (operation.parameters ?? []) as Parameter[];
  for (const parameter of parameters) {
    if (parameter.in === 'path') {
      const described = pathParameters[parameter.name];
      if (described === undefined) throw new Error(`Nothing describes {${parameter.name}} of ${path}.`);
      const description = described.description ?? idOf(path, parameter.name);
      Object.assign(parameter, { ...described, description });
    }
    const example = notes.query?.[parameter.name] ?? notes.params?.[parameter.name];
    if (example !== undefined) parameter.example = example;
    if (parameter.schema !== undefined) moveDefaultToDescription(parameter, parameter.schema);
  }
  const takesKey = parameters.some(({ name }) => name === 'Idempotency-Key');
  parameters.push(...headersOf(access));
  operation.parameters = parameters as OperationObject['parameters'];
  const json = (operation.requestBody as RequestBody | undefined)?.content['application/json'];
  if (json !== undefined && notes.body !== undefined) json.example = notes.body;
  const status = notes.status ?? 200;
  operation.responses = {
    [status]: { ...success(notes), ...(takesKey && { headers: REPLAYED }) },
    ...(notes.orNothing !== undefined && { 204: { description: notes.orNothing } }),
    ...problemCodes(route, method, path),
  };
}

/**
 * The credentials of a route: bots send a key, people a token. Public routes need none, and some of them read one if it is sent.
 * Tools send only what is listed here.
 */
function securityOf(access: Access, { mayNeed }: DeclaredRoute['notes']): Record<string, string[]>[] {
  if (mayNeed !== undefined) return [{}, { [mayNeed]: [] }];
  if (access.to === 'public') {
    const [token, key] = [{ accessToken: [] }, { apiKey: [] }];
    if (access.orPeople === true) return [{}, token, key, { ...token, ...key }];
    return access.forwards === true ? [{}, key] : [];
  }
  if (access.to === 'operators') return [{ accessToken: [] }, { apiKey: [] }];
  return access.to === 'bots' ? [{ apiKey: [] }] : [{ accessToken: [] }];
}

/** The headers that the guard reads, in addition to credentials. */
function headersOf(access: Access): Parameter[] {
  if (access.to === 'bots') return [BUSINESS];
  return access.to === 'public' && access.forwards === true ? [CLIENT_ADDRESS] : [];
}

const BUSINESS: Parameter = {
  name: 'X-Business',
  in: 'header',
  description:
    'Only with an operator key: the business that this request is about, by its id or as `external:<externalId>`. ' +
    'The `externalId` is percent-encoded as `encodeURIComponent` does, `%` included. With the key of a bot this header is refused, because the key belongs to ' +
    'one business.',
  schema: { type: 'string', maxLength: LONGEST_BUSINESS_HEADER },
};
const CLIENT_ADDRESS: Parameter = {
  name: 'X-Client-Address',
  in: 'header',
  description:
    'The network address of the person, for rate limits. It is used only with an operator key that has the scope ' +
    '`auth:forward`, and ignored otherwise.',
  schema: { type: 'string', maxLength: 45 },
};

/** The header of an answer that was given before, on routes that take an idempotency key. */
const REPLAYED = {
  'Idempotent-Replayed': {
    description:
      '`true` if an earlier request with this key got this answer, so that nothing was done now. Absent otherwise.',
    schema: { type: 'string', const: 'true' },
  },
};

/** Describes an id in a path by the noun before it: `businesses/{id}` → `business`. */
function idOf(path: string, name: string): string {
  const [, things] = new RegExp(`([a-z-]+)/\\{${name}\\}`).exec(path) ?? [];
  if (things === undefined) throw new Error(`Nothing describes {${name}} of ${path}.`);
  const noun = things.replace('-', ' ').replace(/(?<=ss)es$|s$/, '');
  return `The id of the ${noun}, from a list or from the answer that made it.`;
}

function success({ answers, list, cursor, text, file, csv, status = 200 }: DeclaredRoute['notes']): object {
  const description = { 201: 'Created', 202: 'Accepted', 204: 'Done; the answer is empty' }[status] ?? 'Done';
  if (text === true) return { description, content: { 'text/plain': { schema: { type: 'string' } } } };
  if (file !== undefined)
    return { description, content: { [file]: { schema: { type: 'string', format: 'binary' } } } };
  if (answers === undefined) return { description };
  const item = { $ref: `#/components/schemas/${answers.name}` };
  const nextCursor = {
    type: ['string', 'null'],
    description: `Send it as \`${cursor ?? 'cursor'}\` to get the next page; null on the last page.`,
    example: null,
  };
  const page = {
    type: 'object',
    required: ['data', 'nextCursor'],
    properties: { data: { type: 'array', items: item }, nextCursor },
  };
  const json = { 'application/json': { schema: list === true ? page : item } };
  const asCsv = csv === true ? { 'text/csv': { schema: { type: 'string' } } } : {};
  return { description, content: { ...json, ...asCsv } };
}

function problemCodes(
  { access, notes: { id, refuses = [], states } }: DeclaredRoute,
  method: string,
  path: string,
): Record<string, object> {
  const codes = new Set<ProblemCode>([
    ...(method === 'get' ? [] : OF_BODIES),
    ...ofAccess(access),
    ...refuses,
  ]);
  if (codes.has('wrong_state') !== (states !== undefined))
    throw new Error(`${id} has to name the states of \`wrong_state\`, if it refuses with it.`);
  if (codes.has('renewal_failed')) codes.add('clock_wrong');
  // HTTP itself cannot read some requests, such as one with a part of the path that is too long.
  codes.add('bad_request').add('unavailable').add('overloaded');
  // A connection may be lost while the request writes.
  if (method !== 'get') codes.add('outcome_unknown');
  if (path.includes('{')) codes.add('not_found');
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    // A closed business is 403 for its people and 409 for operators.
    const status = code === 'business_closed' && access.to === 'operators' ? 409 : PROBLEMS[code].status;
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, names]) => [status, problemResponse(names, status, states)]),
  );
}

/** Problems of a body. A route that takes no body has them too, because the body is read before the route refuses it. */
const OF_BODIES = ['invalid_json', 'payload_too_large', 'unsupported_media_type'] as const;

/** The problems that a route may answer with because of its caller. */
function ofAccess(access: Access): ProblemCode[] {
  if (access.to === 'public') return access.document === 'ops' ? [] : ['validation_failed'];
  const shared: ProblemCode[] = ['two_credentials', 'validation_failed', 'unauthenticated'];
  if (access.to === 'people') return [...shared, 'wrong_principal'];
  if (access.to === 'operators')
    return [...shared, 'wrong_principal', 'scope_missing', 'second_factor_required'];
  const inBusiness: ProblemCode[] = [...shared, 'business_closed', 'business_suspended'];
  if (access.to === 'bots') {
    // A key may have a limit of its own.
    return [...inBusiness, 'rate_limited', 'scope_missing', 'business_required', 'not_found'];
  }
  return [
    ...inBusiness,
    'wrong_principal',
    'no_business',
    'not_a_member',
    ...(access.least === 'member' ? [] : ['role_too_low' as const]),
  ];
}
