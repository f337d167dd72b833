import type { OpenAPIObject } from '@nestjs/swagger';
import type { Access } from '../common/access.js';
import { PROBLEMS, type ProblemCode } from '../common/problems.js';
import { CODE_PATTERN } from '../common/validation.js';
import type { DeclaredRoute } from './routes.service.js';

type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']>;
type RequestBody = { content: Record<string, { example?: unknown }> };
type Parameter = { name: string; in: string; schema?: Record<string, unknown>; example?: unknown };

/** Adds to an operation what its declarations say: who may call it, what it answers, and examples. */
export function describeOperation(
  path: string,
  operation: Operation,
  { access, chapter, notes }: DeclaredRoute,
): void {
  operation.operationId = notes.id;
  operation.summary = notes.summary;
  if (notes.description !== undefined) operation.description = notes.description;
  operation.tags = [chapter];
  operation.security = securityOf(access);
  const parameters = (operation.parameters ?? []) as Parameter[];
  for (const parameter of parameters) {
    if (parameter.in === 'path') Object.assign(parameter, pathParameter(path, parameter.name));
    const example = notes.query?.[parameter.name] ?? notes.params?.[parameter.name];
    if (example !== undefined) parameter.example = example;
  }
  const json = (operation.requestBody as RequestBody | undefined)?.content['application/json'];
  if (json !== undefined && notes.body !== undefined) json.example = notes.body;
  const status = notes.status ?? 200;
  operation.responses = {
    [status]: success(notes),
    ...refusals(access, notes.refuses ?? [], json !== undefined, parameters.length > 0),
  };
}

/** Bots send a key, people a token; public routes take nothing. */
function securityOf(access: Access): Record<string, string[]>[] {
  if (access.to === 'public') return [];
  if (access.to === 'operators') return [{ accessToken: [] }, { apiKey: [] }];
  return access.to === 'bots' ? [{ apiKey: [] }] : [{ accessToken: [] }];
}

/** Of the shape of the ids that the service makes; a real one comes from an answer. */
const SOME_ID = '019cafe0-0000-7000-8000-000000000001';

function pathParameter(path: string, name: string): Partial<Parameter> & { description: string } {
  const uuid = { schema: { type: 'string', format: 'uuid' }, example: SOME_ID };
  const code = { schema: { type: 'string', pattern: CODE_PATTERN.source } };
  if (name === 'keyId') return { ...uuid, description: 'The key’s id, as `GET /v1/sdk/me` tells it.' };
  if (name === 'id')
    return {
      ...uuid,
      description: `The id of the ${nounOf(path)}, from a list or from the answer that made it.`,
    };
  if (name === 'code') return { ...code, description: 'The plan’s code.', example: 'pro' };
  if (name === 'key') return { ...code, description: 'The feature’s key.', example: 'recordings' };
  if (name === 'feature') return { ...code, description: 'The feature’s key.', example: 'applications' };
  if (name === 'creditId') return { ...uuid, description: 'The id of the grant.' };
  if (name === 'token')
    return {
      schema: { type: 'string', pattern: '^[0-9A-Za-z]{65}$' },
      description: 'As it stands in the mailed link.',
      example: '0352FrRPTf22Mx2nS8okGWx8Q2vT6kW1mZ4rJ9cB3nL7pD5sG0hF2yA6uE8iO1qVt',
    };
  const resource = { type: 'string', pattern: '^[A-Za-z0-9._:-]{1,100}$' };
  return { schema: resource, description: 'Your own name for what is held.', example: 'app-1' };
}

/** `businesses/{id}` → `business`. */
const nounOf = (path: string): string =>
  (/([a-z-]+)\/\{id\}/.exec(path)?.[1] ?? '').replace('-', ' ').replace(/(?<=ss)es$|s$/, '');

function success({ answers, list, text, csv, status = 200 }: DeclaredRoute['notes']): object {
  const description = { 201: 'Created', 202: 'Accepted', 204: 'Done; the answer is empty' }[status] ?? 'Done';
  if (text === true) return { description, content: { 'text/plain': { schema: { type: 'string' } } } };
  if (answers === undefined) return { description };
  const item = { $ref: `#/components/schemas/${answers.name}` };
  const nextCursor = {
    type: ['string', 'null'],
    description: 'Hand it back as `cursor` for the next page; null at the end.',
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

function refusals(
  access: Access,
  own: ProblemCode[],
  hasBody: boolean,
  hasParameters: boolean,
): Record<string, object> {
  const codes = new Set<ProblemCode>([...ofAccess(access), ...own]);
  if (hasBody)
    for (const code of ['invalid_json', 'payload_too_large', 'unsupported_media_type'] as const)
      codes.add(code);
  if (hasBody || hasParameters) codes.add('validation_failed');
  codes.add('unavailable').add('overloaded');
  // What HTTP itself cannot read.
  if ([...codes].every((code) => PROBLEMS[code].status >= 500)) codes.add('bad_request');
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    // A closed business is 403 for its people and 409 for operators.
    const status = code === 'business_closed' && access.to === 'operators' ? 409 : PROBLEMS[code].status;
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, names]) => [status, problemResponse(names, status)]),
  );
}

function ofAccess(access: Access): ProblemCode[] {
  if (access.to === 'public') return [];
  const shared: ProblemCode[] = ['two_credentials', 'unauthenticated'];
  if (access.to === 'people') return access.operators ? shared : [...shared, 'wrong_principal'];
  if (access.to === 'operators') return [...shared, 'wrong_principal'];
  const inBusiness: ProblemCode[] = [...shared, 'business_closed', 'business_suspended'];
  if (access.to === 'bots') return access.scope === null ? inBusiness : [...inBusiness, 'scope_missing'];
  return [
    ...inBusiness,
    'wrong_principal',
    'no_business',
    'not_a_member',
    ...(access.least === 'member' ? [] : ['role_too_low' as const]),
  ];
}

function problemResponse(codes: ProblemCode[], status: number): object {
  const examples = Object.fromEntries(
    codes.map((code) => {
      const { title } = PROBLEMS[code];
      const type = `urn:tenure:problem:${code}`;
      return [code, { value: { type, title, status, detail: `${title}.`, code, ...MEMBERS[code] } }];
    }),
  );
  const view = codes.every((code) => code === 'limit_reached') ? 'LimitReachedView' : 'ProblemView';
  const content = {
    'application/problem+json': { schema: { $ref: `#/components/schemas/${view}` }, examples },
  };
  return { description: codes.map((code) => `\`${code}\``).join(', '), content };
}

/** What explains single codes. */
const MEMBERS: Partial<Record<ProblemCode, object>> = {
  validation_failed: {
    detail: 'amount: must not be less than 1',
    errors: [{ field: 'amount', message: 'must not be less than 1' }],
  },
  limit_reached: {
    feature: 'recordings',
    requested: 1,
    used: 100,
    limit: 100,
    credits: 0,
    remaining: 0,
    resetsAt: '2026-03-16T09:30:00.000Z',
    unlockedBy: [{ code: 'pro', name: 'Pro', limit: 5000 }],
  },
};
