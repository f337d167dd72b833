import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { DataSource } from 'typeorm';
import { isDistributed } from '../../src/database/sql.js';
import type { Answer, Call, Client, Customer, Tenure } from './tenure.js';

/** One operation, from the document of the running server. So tests over all operations include new routes. */
export interface Operation {
  name: string;
  method: string;
  path: string;
  /** The credential of the route; null for public routes. */
  credential: 'accessToken' | 'apiKey' | null;
  /** The audience whose document has it. */
  audience: 'sdk' | 'dashboard' | 'operator' | 'ops';
  parameters: { name: string; in: string; required?: boolean }[];
  /** The example of the body and the name of its DTO; null without a body. */
  body: { example: Record<string, unknown>; dto: string } | null;
  success: number;
  /** The codes of the documented problems. */
  codes: string[];
}

export async function operationsOf(client: Client): Promise<Operation[]> {
  const { body: all } = await client.get('/openapi.json');
  const audiences = new Map<string, Operation['audience']>();
  for (const audience of ['sdk', 'dashboard', 'operator'] as const) {
    const { body: document } = await client.get(`/openapi/${audience}.json`);
    for (const name of namesOf(document)) audiences.set(name, audience);
  }
  return Object.entries<Record<string, any>>(all.paths).flatMap(([path, item]) =>
    Object.entries<any>(item).map(([verb, described]) => {
      const name = `${verb.toUpperCase()} ${path}`;
      const json = described.requestBody?.content['application/json'];
      const statuses = Object.keys(described.responses);
      return {
        name,
        method: verb.toUpperCase(),
        path,
        credential: (Object.keys(described.security[0] ?? {})[0] ?? null) as Operation['credential'],
        audience: audiences.get(name) ?? 'ops',
        parameters: described.parameters ?? [],
        body: json === undefined ? null : { example: json.example, dto: json.schema.$ref.split('/').at(-1) },
        success: Number(statuses.find((status) => status.startsWith('2'))),
        codes: statuses.flatMap((status) => {
          const problem = described.responses[status].content?.['application/problem+json'];
          return Object.keys(problem?.examples ?? {});
        }),
      } satisfies Operation;
    }),
  );
}

const namesOf = (document: any): string[] =>
  Object.entries<object>(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((verb) => `${verb.toUpperCase()} ${path}`),
  );

/** Sends requests to every operation of a server, each with its credential. */
export class OperationsClient {
  private constructor(
    readonly tenure: Client,
    readonly operations: Operation[],
    readonly customer: Customer,
    readonly operator: string,
  ) {}

  /** @param tenure must serve its documents: `DOCS: 'on'` */
  static async of(tenure: Client): Promise<OperationsClient> {
    const [customer, operator] = [await tenure.signUp(), await tenure.operator()];
    return new OperationsClient(tenure, await operationsOf(tenure), customer, operator);
  }

  credentials({ audience, credential }: Operation): Call {
    // This header is from our own pages. Some public routes accept only them.
    if (credential === null) return { headers: { 'sec-fetch-site': 'same-origin' } };
    if (credential === 'apiKey') return { key: this.customer.key };
    return { token: audience === 'operator' ? this.operator : this.customer.token };
  }

  send(operation: Operation, call: Call, path = pathOf(operation)): Promise<Answer> {
    return this.tenure.send(operation.method, path, { ...this.credentials(operation), ...call });
  }

  withBody(): (Operation & { body: NonNullable<Operation['body']> })[] {
    return this.operations.flatMap(({ body, ...rest }) => (body === null ? [] : [{ ...rest, body }]));
  }
}

const UNKNOWN_ID = '01900000-0000-7000-8000-00000000dead';
const PLAUSIBLE: Record<string, string> = {
  app: 'dashboard',
  code: 'pro',
  key: 'recordings',
  feature: 'applications',
  resource: 'app-1',
  token: 'A'.repeat(65),
};

/** The path with a value for each parameter: the given one, or a plausible one that belongs to nobody. */
export const pathOf = ({ path }: Operation, values: Record<string, string> = {}): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? PLAUSIBLE[name] ?? UNKNOWN_ID);

/** The path with only wrong values. A path without parameters gets a wrong query. */
export const brokenPathOf = (operation: Operation): string =>
  operation.path.replaceAll(/\{\w+\}/g, '!') + (operation.path.includes('{') ? '' : '?limit=none');

interface Dto {
  name: string;
  prototype: object;
}

/** Lists every field that a body may have, nested ones as `price.amount`. It reads the validation rules. */
export function fieldsOf(dto: string): string[] {
  const storage = getMetadataStorage();
  const rules = [
    ...(storage as unknown as { validationMetadatas: Map<unknown, unknown> }).validationMetadatas.keys(),
  ];
  const target = rules.find((rule) => (rule as { name: string }).name === dto) as Dto | undefined;
  if (target === undefined) throw new Error(`There is no DTO ${dto}`);
  return fieldsOfClass(target);
}

function fieldsOfClass(target: Dto): string[] {
  const storage = getMetadataStorage();
  const all = storage.getTargetValidationMetadatas(target as never, '', false, false);
  return [...new Set(all.map(({ propertyName }) => propertyName))].flatMap((name) => {
    const nested = all.some(
      (rule) => rule.propertyName === name && rule.type === ValidationTypes.NESTED_VALIDATION,
    );
    if (!nested) return [name];
    const type = Reflect.getMetadata('design:type', target.prototype, name) as Dto;
    return [name, ...fieldsOfClass(type).map((child) => `${name}.${child}`)];
  });
}

/** Counts the rows of every table. A refused request must not change them. */
export async function rowCounts({ dataSource }: Tenure): Promise<Record<string, number>> {
  const tables: { name: string }[] = await dataSource.query(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables.filter((table) => !['events', 'event_outbox'].includes(table.name))) {
    const [{ count }] = await dataSource.query(`SELECT count(*)::int AS count FROM "${name}"`);
    counts[name] = count;
  }
  // The dispatcher moves events from one table to the other at any time, so one statement counts both. On several nodes a statement
  // sees no single moment, so two counts in a row have to be equal.
  let found = await countEvents(dataSource);
  for (let before: EventCounts | null = null; isDistributed(dataSource) && !sameCounts(before, found);) {
    before = found;
    found = await countEvents(dataSource);
  }
  const events = found.waiting + found.numbered;
  const { event_sequences: _, ...others } = counts;
  return { ...others, events };
}

interface EventCounts {
  waiting: number;
  numbered: number;
}

async function countEvents(dataSource: DataSource): Promise<EventCounts> {
  const [counts]: [EventCounts] = await dataSource.query(
    `SELECT (SELECT count(*) FROM event_outbox)::int AS waiting, (SELECT count(*) FROM events)::int AS numbered`,
  );
  return counts;
}

const sameCounts = (one: EventCounts | null, other: EventCounts): boolean =>
  one?.waiting === other.waiting && one.numbered === other.numbered;
