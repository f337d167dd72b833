import fc from 'fast-check';
import type { Operation } from '../openapi/documents.js';

/** One request as it is sent. */
export interface FuzzRequest {
  url: string;
  body?: string;
  headers: Record<string, string>;
  /** Sent with the right credential, none, a wrong one or two at once. */
  credential: 'right' | 'none' | 'wrong' | 'both';
}

type Schema = Record<string, any>;

const INHERITED = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'prototype'];
const FEATURES = ['recordings', 'applications', 'seats', 'export', 'fuzzed', 'nothing'];

/** Values that break something somewhere. */
const NASTY: unknown[] = [
  null,
  true,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e',
  '"a"@example.com',
  'x'.repeat(5_000),
  -1,
  0,
  1.5,
  1e308,
  2 ** 53,
  [],
  [[]],
  {},
  [null],
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59-14:00',
  '2026-02-30',
  '../../etc',
  "'; DROP TABLE plans; --",
  '01900000-0000-7000-8000-00000000dead',
  ...INHERITED,
];

/** What a schema allows, in values as a caller would send them. `ids` are those that the server knows. */
export function valueOf(schema: Schema, components: Schema, ids: string[]): fc.Arbitrary<unknown> {
  const inner = (part: Schema) => valueOf(part, components, ids);
  if (schema.$ref !== undefined) return inner(components.schemas[schema.$ref.split('/').at(-1)]);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.oneOf ?? schema.anyOf) return fc.oneof(...(schema.oneOf ?? schema.anyOf).map(inner));
  if (schema.allOf !== undefined) return inner(schema.allOf[0]);
  if (Array.isArray(schema.type))
    return fc.oneof(...schema.type.map((type: string) => inner({ ...schema, type })));
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'integer' || schema.type === 'number') {
    const min = schema.minimum ?? 1;
    return fc.integer({ min, max: Math.max(min, Math.min(schema.maximum ?? 1_000, min + 1_000)) });
  }
  if (schema.type === 'null') return fc.constant(null);
  if (schema.type === 'array')
    return fc.array(inner(schema.items), { minLength: schema.minItems ?? 1, maxLength: 3 });
  if (schema.type === 'string') return stringOf(schema, ids);
  return objectOf(schema, inner);
}

function stringOf(
  { format, pattern, minLength, maxLength, example }: Schema,
  ids: string[],
): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.oneof(fc.constantFrom(...ids), fc.uuid());
  if (format === 'email') return fc.uuid().map((id) => `${id}@example.com`);
  const from = new Date('2026-01-01T00:00:00Z');
  const instant = fc.date({ min: from, max: new Date('2031-01-01T00:00:00Z'), noInvalidDate: true });
  if (format === 'date-time') return instant.map((time) => time.toISOString());
  if (format === 'date') return instant.map((time) => time.toISOString().slice(0, 10));
  if (pattern === '^[A-Z]{3}$') return fc.constantFrom('USD', 'EUR', 'JPY');
  if (pattern?.startsWith('^[a-z]') === true) return fc.constantFrom(...FEATURES, 'free', 'constructor');
  if (pattern !== undefined) return fc.constant(String(example ?? 'app-1'));
  return fc.string({ minLength: minLength ?? 0, maxLength: Math.min(maxLength ?? 50, 50), unit: 'grapheme' });
}

function objectOf(schema: Schema, inner: (part: Schema) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const fields = Object.entries<Schema>(schema.properties ?? {}).map(
    ([name, part]) => [name, inner(part)] as const,
  );
  const named = fc.record(Object.fromEntries(fields), {
    requiredKeys: schema.required ?? [],
    noNullPrototype: true,
  });
  if (typeof schema.additionalProperties !== 'object' && schema.additionalProperties !== true) return named;
  const value =
    schema.additionalProperties === true
      ? fc.constantFrom(...NASTY.slice(9))
      : inner(schema.additionalProperties);
  const keys = fc.constantFrom(...FEATURES, ...(schema.additionalProperties === true ? INHERITED : []));
  return fc.array(fc.tuple(keys, value), { maxLength: 4 }).map((entries) => Object.fromEntries(entries));
}

/** A request as the document allows it. */
export function validRequest(
  operation: Operation,
  components: Schema,
  ids: string[],
): fc.Arbitrary<FuzzRequest> {
  const { path, parameters, requestBody } = operation;
  const schema = (requestBody?.content['application/json'] as { schema?: Schema } | undefined)?.schema;
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const values = (some: typeof parameters) =>
    some.map((parameter) => valueOf(parameter.schema, components, ids));
  return fc.record({
    url: fc
      .tuple(
        fc.tuple(...values(inPath)),
        fc.tuple(...values(inQuery)),
        fc.array(fc.boolean(), { minLength: inQuery.length, maxLength: inQuery.length }),
      )
      .map(([parts, queries, sent]) => {
        const filled = inPath.reduce(
          (url, { name }, at) => url.replace(`{${name}}`, encodeURIComponent(String(parts[at]))),
          path,
        );
        const query = new URLSearchParams(
          inQuery.flatMap((parameter, at) =>
            sent[at] === true || (parameter as { required?: boolean }).required === true
              ? [[parameter.name, String(queries[at])] as [string, string]]
              : [],
          ),
        );
        return query.size === 0 ? filled : `${filled}?${query.toString()}`;
      }),
    body:
      schema === undefined
        ? fc.constant(undefined)
        : valueOf(schema, components, ids).map((value) => JSON.stringify(value)),
    headers: fc.constant({}),
    credential: fc.constant('right' as const),
  });
}

/** The request with something wrong about it, or odd. */
export function brokenRequest(
  operation: Operation,
  components: Schema,
  ids: string[],
): fc.Arbitrary<FuzzRequest> {
  const nasty = fc.constantFrom(...NASTY);
  const key = fc.constantFrom(...INHERITED, 'surprise', 'businessId');
  return fc
    .tuple(validRequest(operation, components, ids), nasty, key, fc.nat(1_000))
    .chain(([request, value, name, at]) => {
      const breaks: FuzzRequest[] = [
        { ...request, url: `${request.url}${request.url.includes('?') ? '&' : '?'}${name}=1` },
        ...['none', 'wrong', 'both'].map((credential) => ({ ...request, credential }) as FuzzRequest),
        {
          ...request,
          headers: {
            'idempotency-key': String(value)
              .slice(0, 300)
              .replaceAll(/[^\x20-\x7e]/g, '~'),
          },
        },
      ];
      if (operation.path.includes('{')) {
        const part =
          encodeURIComponent(String(value).replaceAll(/\p{Cs}/gu, ''))
            .slice(0, 90)
            .replace(/%.?$/, '') || '%20';
        breaks.push({ ...request, url: operation.path.replaceAll(/\{\w+\}/g, part) });
      }
      for (const parameter of operation.parameters.filter((each) => each.in === 'query')) {
        const wrong = encodeURIComponent(String(value).replaceAll(/\p{Cs}/gu, '')).slice(0, 900);
        breaks.push({
          ...request,
          url: `${request.url.split('?')[0]}?${parameter.name}=${wrong}&${parameter.name}=1`,
        });
        breaks.push({ ...request, url: `${request.url.split('?')[0]}?${parameter.name}=${wrong}` });
      }
      if (operation.method !== 'GET') breaks.push(...brokenBodies(request, value, name, at));
      return fc.constantFrom(...breaks);
    });
}

function brokenBodies(request: FuzzRequest, value: unknown, name: string, at: number): FuzzRequest[] {
  const sent = JSON.parse(request.body ?? '{}') as object;
  const entries = Object.entries(sent);
  const field = entries[at % Math.max(entries.length, 1)]?.[0] ?? name;
  // Entries, not an assignment: `__proto__` is to be a key of its own.
  const withField = (wrong: unknown) =>
    Object.fromEntries([...entries.filter(([other]) => other !== field), [field, wrong]]);
  const bodies = [
    JSON.stringify(value),
    JSON.stringify(withField(value)),
    JSON.stringify(withField(Object.fromEntries([[name, value]]))),
    JSON.stringify(withField([Object.fromEntries([[name, value]])])),
    JSON.stringify(Object.fromEntries([...entries, [name, value]])),
    JSON.stringify(Object.fromEntries(entries.filter(([other]) => other !== field))),
    `{"${field}":${'['.repeat(at)}${']'.repeat(at)}}`,
    request.body?.slice(0, at % request.body.length) ?? '{',
  ];
  const other = { ...request, body: request.body ?? '{}', headers: { 'content-type': 'text/plain' } };
  return [...bodies.map((body) => ({ ...request, body })), other];
}
