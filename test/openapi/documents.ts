import formats from 'ajv-formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

export const AUDIENCES = ['sdk', 'dashboard', 'operator'] as const;

export interface Operation {
  method: string;
  path: string;
  operationId: string;
  summary: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters: { name: string; in: string; example?: unknown; schema: any }[];
  requestBody?: { content: Record<string, { example?: unknown }> };
  responses: Record<string, { content?: Record<string, { schema: object; examples?: Record<string, unknown> }> }>;
}

export function operationsOf(document: any): Operation[] {
  return Object.entries<Record<string, any>>(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, ...operation })),
  );
}

/** Says what is wrong with an answer, by the schema that its document has for that operation and status. */
export class Answers {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly compiled = new Map<object, ValidateFunction>();
  private readonly components: object;

  constructor(document: any) {
    (formats as unknown as (ajv: Ajv2020) => void)(this.ajv);
    this.components = closed(document.components);
  }

  faults(operation: Operation, status: number, type: string | null, body: unknown): string[] {
    const response = operation.responses[status];
    if (response === undefined) return [`${status} is not documented: ${JSON.stringify(body)}`];
    const [documented, content] = Object.entries(response.content ?? {})[0] ?? [];
    if (content === undefined) return body === undefined ? [] : [`${status} has a body: ${JSON.stringify(body)}`];
    if (!type?.startsWith(documented ?? '')) return [`${type} is answered instead of ${documented}`];
    const validate = this.validatorOf(content.schema);
    return validate(body) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  }

  private validatorOf(schema: object): ValidateFunction {
    const known = this.compiled.get(schema);
    if (known !== undefined) return known;
    const validate = this.ajv.compile({ ...closed(schema), components: this.components });
    this.compiled.set(schema, validate);
    return validate;
  }
}

/** A field that no schema names is a fault. */
function closed<T>(node: T): T {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((child) => closed(child)) as T;
  const copy: any = Object.fromEntries(Object.entries(node).map(([key, child]) => [key, closed(child)]));
  if (copy.type === 'object' && copy.properties !== undefined) copy.additionalProperties ??= false;
  return copy;
}
