import type { Type } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { fieldOrders, orderFields } from './field-order.js';

interface Schema {
  type?: string | string[];
  nullable?: boolean;
  enum?: unknown[];
  allOf?: unknown[];
  anyOf?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: unknown;
}

/** Adds to the schemas what Nest leaves out: the order of the source, null as a type, and that DTOs are closed. */
export function describeSchemas(all: OpenAPIObject, models: Type<unknown>[]): void {
  const orders = fieldOrders(models);
  for (const [name, schema] of Object.entries((all.components?.schemas ?? {}) as Record<string, Schema>)) {
    orderFields(schema, orders.get(name) ?? []);
    if (name.endsWith('Dto')) describeInput(schema);
  }
  nullableToTypes(all);
}

/** Unknown fields are refused; what is required stands first, as in the examples. */
function describeInput(schema: Schema): void {
  schema.additionalProperties = false;
  orderFields(schema, [...(schema.required ?? []), ...Object.keys(schema.properties ?? {})]);
}

/** OpenAPI 3.1 says null in the type; the decorators still say `nullable`. */
function nullableToTypes(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  for (const child of Object.values(node)) nullableToTypes(child);
  const schema = node as Schema;
  if (schema.nullable !== true) return;
  delete schema.nullable;
  if (schema.allOf !== undefined) {
    schema.anyOf = [...schema.allOf, { type: 'null' }];
    delete schema.allOf;
  } else if (typeof schema.type === 'string') {
    schema.type = [schema.type, 'null'];
    if (schema.enum !== undefined) schema.enum = [...schema.enum, null];
  }
}
