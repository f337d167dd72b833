import createClient, { type Client } from 'openapi-fetch';
import { unwrap } from './errors.js';
import { type Fetch, type RetryOptions, retrying } from './retry.js';
import type { paths } from './schema.js';
import type { Session } from './session.js';

export const VERSION = '0.1.0';

/** A client for every path of the service, such as `client.GET('/v1/…')`. Its types come from the OpenAPI documents. */
export type Tenure = Client<paths>;

interface CommonOptions {
  /** The address of the service, such as `https://billing.example.com`. */
  url: string;
  retry?: RetryOptions;
  /** Headers that every request gets. */
  headers?: Record<string, string>;
  /** Sends a request. The default is `fetch`. */
  fetch?: typeof fetch;
}

/** One credential, or none for public routes. */
type Credential =
  /** The key of a bot, or an operator key. With an operator key, `meter(…).for(business)` names the business. */
  | { apiKey: string; session?: never }
  /** A person who is logged in. */
  | { session: Session; apiKey?: never }
  | { apiKey?: never; session?: never };

export type TenureOptions = CommonOptions & Credential;

/** Makes a client of the service at `url`. It retries requests that are safe to send again. */
export function createTenure(options: TenureOptions): Tenure {
  const { url, apiKey, session, retry } = options;
  const headers = { 'X-Tenure-Client': `sdk/${VERSION}`, ...options.headers };
  const send: Fetch = retrying((request, init) => (options.fetch ?? globalThis.fetch)(request, init), retry);
  return createClient<paths>({
    baseUrl: url,
    fetch: session?.over(url, send, headers) ?? send,
    headers: { 'X-Api-Key': apiKey, ...headers },
  });
}

interface PageOf<Item> {
  data: Item[];
  nextCursor: string | null;
}
type AnswerOf<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Body
  : never;
/** The paths that answer lists page by page. */
export type PagedPath = {
  [Path in keyof paths]: [AnswerOf<Path>] extends [never]
    ? never
    : AnswerOf<Path> extends PageOf<unknown>
      ? Path
      : never;
}[keyof paths];
type ItemOf<Path extends PagedPath> = AnswerOf<Path> extends PageOf<infer Item> ? Item : never;
type ParametersOf<Path extends PagedPath> = paths[Path] extends { get: { parameters: infer Parameters } }
  ? Parameters
  : never;

/** Iterates over all items of a list. Each page is requested when it is needed. */
export async function* paged<Path extends PagedPath>(
  client: Tenure,
  path: Path,
  { params, signal }: { params?: ParametersOf<Path>; signal?: AbortSignal } = {},
): AsyncGenerator<ItemOf<Path>, void, undefined> {
  let query: object | undefined = (params as { query?: object } | undefined)?.query;
  let cursor: string | null | undefined;
  do {
    // Lists of events go on after the number of an event, which is their `nextCursor`.
    if (cursor) query = { ...query, [path.endsWith('events') ? 'after' : 'cursor']: cursor };
    const init = { signal, params: { ...(params as object | undefined), query } };
    const page = (await unwrap(client.GET(path as '/v1/members', init))) as unknown as PageOf<ItemOf<Path>>;
    yield* page.data;
    cursor = page.nextCursor;
  } while (cursor);
}
