import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Exchange, FakeStripe } from './fake-stripe.js';

/**
 * Checks every request of ours and every answer of the fake against Stripe's published OpenAPI document, if `STRIPE_DOCUMENT` names
 * one (`npm run check:stripe -- --spec PATH`). Returns the list to which faults are added.
 */
export function checkedAgainstDocument(stripe: FakeStripe): string[] {
  const faults: string[] = [];
  const file = process.env.STRIPE_DOCUMENT;
  if (file === undefined) return faults;
  const document = (opened ??= new StripeDocument(file));
  stripe.onExchange = (exchange) => {
    for (const fault of document.faults(exchange))
      faults.push(`${exchange.method} ${exchange.route}: ${fault}`);
  };
  return faults;
}

let opened: StripeDocument | undefined;

interface Schema {
  $ref?: string;
  type?: string;
  nullable?: boolean;
  enum?: unknown[];
  maxLength?: number;
  pattern?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
}

interface Operation {
  parameters?: { name: string; in: string; schema: Schema; required?: boolean }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content: Record<string, { schema: Schema }> }>;
}

/**
 * Stripe's document, as JSON or YAML. It walks the schemas along with the value, because a compiler of JSON Schema would compile a
 * thousand schemas for each answer.
 */
class StripeDocument {
  private readonly paths: Record<string, Record<string, Operation>>;
  private readonly schemas: Record<string, Schema>;

  constructor(file: string) {
    const text = readFileSync(file, 'utf8');
    const read = file.endsWith('.json') ? JSON.parse(text) : parse(text, { maxAliasCount: -1 });
    this.paths = read.paths;
    this.schemas = read.components.schemas;
  }

  faults({ method, route, params, status, answer }: Exchange): string[] {
    const shape = (path: string) => path.replaceAll(/\{\w+\}/g, '{}');
    const path = Object.keys(this.paths).find((each) => shape(each) === shape(route));
    const operation = path === undefined ? undefined : this.paths[path]?.[method.toLowerCase()];
    if (operation === undefined) return ['Stripe has no such route'];
    const response = operation.responses[status] ?? operation.responses.default;
    return [
      ...this.against(requestOf(method, operation), params, 'request'),
      ...this.against(response?.content['application/json']?.schema ?? {}, answer, 'answer'),
    ];
  }

  private against(schema: Schema, value: unknown, at: string): string[] {
    if (schema.$ref !== undefined) {
      const named = this.schemas[schema.$ref.split('/').at(-1)!];
      return named === undefined ? [`${at}: ${schema.$ref} is missing`] : this.against(named, value, at);
    }
    if (value === null) return schema.nullable === true ? [] : [`${at} is null`];
    if (schema.anyOf !== undefined) {
      const each = schema.anyOf.map((one) => this.against(one, value, at));
      return each.toSorted((a, b) => a.length - b.length)[0] ?? [];
    }
    return [...plainFaults(schema, value, at), ...this.nestedFaults(schema, value, at)];
  }

  private nestedFaults(schema: Schema, value: unknown, at: string): string[] {
    const { items = {}, properties = {}, required = [], additionalProperties = true } = schema;
    if (Array.isArray(value)) {
      return value.flatMap((each, place) => this.against(items, each, `${at}[${place}]`));
    }
    if (typeof value !== 'object' || value === null) return [];
    const missing = required.filter((field) => !(field in value)).map((field) => `${at}.${field} is missing`);
    const inside = Object.entries(value).flatMap(([field, each]) => {
      const known = properties[field];
      if (known !== undefined) return this.against(known, each, `${at}.${field}`);
      if (typeof additionalProperties === 'object')
        return this.against(additionalProperties, each, `${at}.${field}`);
      // In a schema with a list of fields Stripe allows unknown ones, but never sends any. So they count as faults.
      const open = additionalProperties && schema.properties === undefined;
      return open ? [] : [`${at}.${field} is not known`];
    });
    return [...missing, ...inside];
  }
}

function requestOf(method: string, operation: Operation): Schema {
  if (method !== 'GET')
    return operation.requestBody?.content['application/x-www-form-urlencoded']?.schema ?? {};
  const query = (operation.parameters ?? []).filter((each) => each.in === 'query');
  return {
    type: 'object',
    properties: Object.fromEntries(query.map(({ name, schema }) => [name, schema])),
    required: query.filter(({ required }) => required === true).map(({ name }) => name),
    additionalProperties: false,
  };
}

function plainFaults(schema: Schema, value: unknown, at: string): string[] {
  const faults: string[] = [];
  if (schema.type !== undefined && !isOf(schema.type, value)) faults.push(`${at} is no ${schema.type}`);
  if (schema.enum !== undefined && !schema.enum.includes(value))
    faults.push(`${at} is ${JSON.stringify(value)}, none of ${schema.enum.join(', ')}`);
  if (typeof value !== 'string') return faults;
  if (value.length > (schema.maxLength ?? Infinity)) faults.push(`${at} is too long`);
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value))
    faults.push(`${at} does not fit ${schema.pattern}`);
  return faults;
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && !Array.isArray(value);
  return typeof value === type;
}
