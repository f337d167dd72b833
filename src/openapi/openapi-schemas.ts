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

/** Adds to the schemas what Nest leaves out: the order of the source, null as an example, and that DTOs refuse unknown fields. */
export function describeSchemas(all: OpenAPIObject, models: Type<unknown>[]): void {
  const orders = fieldOrders(models);
  const schemas = (all.components?.schemas ?? {}) as Record<string, Schema>;
  for (const [name, schema] of Object.entries(schemas)) {
    orderFields(schema, orders.get(name) ?? []);
    describeNullable(schema);
    if (name.endsWith('Dto')) describeInput(schema);
  }
  const operations = Object.values(all.paths).flatMap((path) =>
    Object.values(path as Record<string, { requestBody?: RequestBody }>),
  );
  for (const { requestBody } of operations) {
    if (requestBody !== undefined) describeBody(requestBody, schemas);
  }
}

/** A body whose fields are all optional may be empty. */
function describeBody(body: RequestBody, schemas: Record<string, Schema>): void {
  const name = body.content['application/json']?.schema?.$ref?.split('/').at(-1) ?? '';
  body.required = (schemas[name]?.required ?? []).length > 0;
}

/** Unknown fields are refused. Required fields come first, as in the examples. */
function describeInput(schema: Schema): void {
  schema.additionalProperties = false;
  for (const field of Object.values(schema.properties ?? {})) sayDefault(field, field);
  orderFields(schema, [...(schema.required ?? []), ...Object.keys(schema.properties ?? {})]);
}

/** A generator takes a field with a default as always present, and would require it of the caller. */
export function sayDefault(field: { description?: string }, schema: Schema): void {
  if (schema.default === undefined) return;
  field.description = [field.description, `Default: ${JSON.stringify(schema.default)}.`]
    .filter(Boolean)
    .join(' ');
  delete schema.default;
}

/** Nullable fields without an example are shown as null, which is what a newcomer sees first. */
function describeNullable(schema: Schema): void {
  for (const field of Object.values(schema.properties ?? {})) {
    const mayBeNull = field.type?.includes('null') ?? field.anyOf?.some(({ type }) => type === 'null');
    if (mayBeNull === true && !('example' in field)) field.example = null;
  }
}
