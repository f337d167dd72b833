import type { Type } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { fieldOrders, orderFields } from './field-order.js';

interface RequestBody {
  required?: boolean;
  content: Record<string, { schema?: { $ref?: string } } | undefined>;
}

interface Schema {
  type?: string | string[];
  description?: string;
  default?: unknown;
  anyOf?: Schema[];
  example?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: unknown;
}

/**
 * Adds what Nest leaves out to the schemas: the order of the source, null as an example, that DTOs refuse unknown fields, and that
 * an edit leaves alone what it does not name.
 */
export function describeSchemas(all: OpenAPIObject, models: Type<unknown>[]): void {
  const orders = fieldOrders(models);
  const schemas = (all.components?.schemas ?? {}) as Record<string, Schema>;
  const { bodies, edits } = bodiesOf(all);
  for (const name of edits) describeEdit(schemas[name]!);
  for (const [name, schema] of Object.entries(schemas)) {
    orderFields(schema, orders.get(name) ?? []);
    describeNullable(schema);
    if (name.endsWith('Dto')) describeInput(schema);
  }
  for (const body of bodies) body.required = (schemas[schemaOf(body)]?.required ?? []).length > 0;
}

/** The bodies of all operations, and the names of the schemas of edits. */
function bodiesOf(all: OpenAPIObject): { bodies: RequestBody[]; edits: Set<string> } {
  const operations = Object.values(all.paths).flatMap((path) =>
    Object.entries(path as Record<string, { requestBody?: RequestBody }>),
  );
  const sent = operations.flatMap(([method, { requestBody: body }]) =>
    body === undefined ? [] : [{ method, body }],
  );
  const edits = sent.filter(({ method }) => method === 'patch').map(({ body }) => schemaOf(body));
  return { bodies: sent.map(({ body }) => body), edits: new Set(edits) };
}

const schemaOf = (body: RequestBody): string =>
  body.content['application/json']?.schema?.$ref?.split('/').at(-1) ?? '';

/** An edit has no defaults, also in fields that it shares with the body that creates. */
function describeEdit(schema: Schema): void {
  if ((schema.required ?? []).length < Object.keys(schema.properties ?? {}).length)
    schema.description = 'A field that is absent stays as it is.';
  for (const field of Object.values(schema.properties ?? {})) delete field.default;
}

/** Describes a DTO: it refuses unknown fields, and required fields come first, as in the examples. */
function describeInput(schema: Schema): void {
  schema.additionalProperties = false;
  for (const field of Object.values(schema.properties ?? {})) moveDefaultToDescription(field, field);
  orderFields(schema, [...(schema.required ?? []), ...Object.keys(schema.properties ?? {})]);
}

/**
 * Moves the default of a field into its description. A generator of clients takes a field with a default as always present, and
 * would make the caller send it.
 */
export function moveDefaultToDescription(field: { description?: string }, schema: Schema): void {
  if (schema.default === undefined) return;
  field.description = [field.description, `Default: ${JSON.stringify(schema.default)}.`]
    .filter(Boolean)
    .join(' ');
  delete schema.default;
}

/** Makes null the example of nullable fields without an example, because a fresh server answers null. */
function describeNullable(schema: Schema): void {
  for (const field of Object.values(schema.properties ?? {})) {
    const mayBeNull = field.type?.includes('null') ?? field.anyOf?.some(({ type }) => type === 'null');
    if (mayBeNull === true && !('example' in field)) field.example = null;
  }
}
