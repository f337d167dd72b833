import type { OpenAPIObject } from '@nestjs/swagger';
import type { Access } from '../common/access.js';
import { PROBLEMS, type ProblemCode } from '../common/problems.js';
import { CODE_PATTERN } from '../common/validation.js';
import type { DeclaredRoute } from './routes.service.js';

type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']>;
type Parameter = { name: string; in: string; schema?: Record<string, unknown>; example?: unknown };

/** Adds to an operation what its declarations say: who may call it, what it answers, and examples. */
export function describeOperation(operation: Operation, { access, notes }: DeclaredRoute): void {
  operation.operationId = operation.operationId
    ?.replace('Controller.', '_')
    .replace(/^./, (letter) => letter.toLowerCase());
  operation.summary = notes.summary;
  if (notes.description !== undefined) operation.description = notes.description;
  operation.tags = [tagOf(access, operation.operationId ?? '')];
  operation.security = securityOf(access);
  const parameters = (operation.parameters ?? []) as Parameter[];
  for (const parameter of parameters) {
    if (parameter.in === 'path') Object.assign(parameter, pathParameter(parameter.name));
    const example = notes.query?.[parameter.name];
    if (example !== undefined) parameter.example = example;
  }
  const json = (operation.requestBody as { content?: Record<string, { example?: unknown }> } | undefined)
    ?.content?.['application/json'];
  if (json !== undefined && notes.body !== undefined) json.example = notes.body;
  const status = notes.status ?? 200;
  operation.responses = {
    [status]: success(notes),
    ...refusals(access, notes.refuses ?? [], json !== undefined, parameters.length > 0),
  };
}

const tagOf = (access: Access, operationId: string): string =>
  access.to === 'public' && access.document === 'ops' ? 'ops' : (operationId.split('_')[0] ?? operationId);

/** Bots send a key, people a token; public routes take nothing. */
function securityOf(access: Access): Record<string, string[]>[] {
  if (access.to === 'public') return [];
  return access.to === 'bots' ? [{ apiKey: [] }] : [{ accessToken: [] }];
}

function pathParameter(name: string): Partial<Parameter> {
  const uuid = { schema: { type: 'string', format: 'uuid' }, example: `{${name}}` };
  if (name === 'id' || name === 'keyId') return uuid;
  if (name === 'resource')
    return { schema: { type: 'string', pattern: '^[A-Za-z0-9._:-]{1,100}$' }, example: 'app-1' };
  const examples: Record<string, string> = { code: 'pro', key: 'recordings', feature: 'applications' };
  return { schema: { type: 'string', pattern: CODE_PATTERN.source }, example: examples[name] ?? name };
}

function success({ answers, list, text, summary }: DeclaredRoute['notes']): object {
  const description = summary;
  if (text === true) return { description, content: { 'text/plain': { schema: { type: 'string' } } } };
  if (answers === undefined) return { description };
  const item = { $ref: `#/components/schemas/${answers.name}` };
  const page = {
    type: 'object',
    required: ['data', 'nextCursor'],
    properties: { data: { type: 'array', items: item }, nextCursor: { type: ['string', 'null'] } },
  };
  return { description, content: { 'application/json': { schema: list === true ? page : item } } };
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
  codes.add('unavailable');
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    // A closed business is 403 for its people and 409 for operators.
    const status = code === 'business_closed' && access.to === 'operators' ? 409 : PROBLEMS[code].status;
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].sort(([a], [b]) => a - b).map(([status, names]) => [status, problemResponse(names)]),
  );
}

function ofAccess(access: Access): ProblemCode[] {
  if (access.to === 'public') return [];
  const shared: ProblemCode[] = ['two_credentials', 'unauthenticated'];
  if (access.to === 'people') return shared;
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

function problemResponse(codes: ProblemCode[]): object {
  const examples = Object.fromEntries(
    codes.map((code) => {
      const { title, status } = PROBLEMS[code];
      return [
        code,
        { value: { type: `urn:tenure:problem:${code}`, title, status, detail: `${title}.`, code } },
      ];
    }),
  );
  const content = {
    'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemView' }, examples },
  };
  return { description: codes.join(', '), content };
}
