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
  responses: Record<
    string,
    { description: string; content?: Record<string, { schema: object; examples?: Record<string, unknown> }> }
  >;
}

export function operationsOf(document: any): Operation[] {
  return Object.entries<Record<string, any>>(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, ...operation })),
  );
}

interface Media {
  schema: { discriminator?: { mapping: Record<string, string> } };
  examples?: Record<string, unknown>;
}

/** Says what is wrong with an answer, by the schema that its document has for that operation and status. */
export class Answers {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly compiled = new Map<string, ValidateFunction>();
  /** The same, by the schema itself: most answers are of one that was met before. */
  private readonly known = new WeakMap<object, ValidateFunction>();

  constructor(document: any) {
    (formats as unknown as (ajv: Ajv2020) => void)(this.ajv);
    this.ajv.addSchema({ $id: 'document', components: closed(document.components) });
  }

  faults(operation: Operation, status: number, type: string | null, body: unknown): string[] {
    const response = operation.responses[status];
    const { code } = (body ?? {}) as { code?: unknown };
    if (response === undefined) return [`${status} is not documented: ${JSON.stringify(body)}`];
    const contents = Object.entries(response.content ?? {}) as [string, Media][];
    if (contents.length === 0)
      return body === undefined ? [] : [`${status} has a body: ${JSON.stringify(body)}`];
    const content = contents.find(([documented]) => type?.startsWith(documented))?.[1];
    if (content === undefined)
      return [`${type} is answered instead of ${contents.map(([name]) => name).join(' or ')}`];
    if (status >= 400 && !Object.keys(content.examples ?? {}).includes(String(code))) {
      return [`${status} does not list the code "${String(code)}"`];
    }
    // By its code, so that what is wrong with a problem is told of that problem alone.
    const $ref = content.schema.discriminator?.mapping[String(code)];
    return this.against($ref === undefined ? content.schema : refTo($ref), body).map(
      (fault) => `${status}: ${fault}`,
    );
  }

  /** What is wrong with a body by a schema of the document. */
  against(schema: object, body: unknown): string[] {
    const validate = this.validatorOf(schema);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  private validatorOf(schema: object): ValidateFunction {
    const known = this.known.get(schema);
    if (known !== undefined) return known;
    const text = JSON.stringify(closed(schema)).replaceAll('"$ref":"#/', '"$ref":"document#/');
    let validate = this.compiled.get(text);
    if (validate === undefined)
      this.compiled.set(text, (validate = this.ajv.compile(JSON.parse(text) as object)));
    this.known.set(schema, validate);
    return validate;
  }
}

const refs = new Map<string, { $ref: string }>();

/** The same object each time, so that its validator is found by it. */
function refTo($ref: string): { $ref: string } {
  const ref = refs.get($ref) ?? { $ref };
  refs.set($ref, ref);
  return ref;
}

/** A field that no schema names is a fault. */
function closed<T>(node: T): T {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((child) => closed(child)) as T;
  const copy: any = Object.fromEntries(Object.entries(node).map(([key, child]) => [key, closed(child)]));
  if (copy.type === 'object' && copy.properties !== undefined) copy.additionalProperties ??= false;
  return copy;
}
