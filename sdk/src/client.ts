import createClient, { type Client } from 'openapi-fetch';
import { unwrap } from './errors.js';
import { type Fetch, type RetryOptions, retrying } from './retry.js';
import type { paths } from './schema.js';
import type { Session } from './session.js';

export const VERSION = '0.1.0';

/** Every path of the service, as `client.GET('/v1/…')`, checked against its document. */
export type Tenure = Client<paths>;

interface CommonOptions {
  /** The address of the service, such as `https://billing.example.com`. */
  url: string;
  retry?: RetryOptions;
  /** Headers of every request. */
  headers?: Record<string, string>;
  /** Sends a request: `fetch`, unless told. */
  fetch?: typeof fetch;
}

/** One credential, or none for routes that are open to everybody. */
type Credential =
  /** The key of a bot, or of an operator. */
  | { apiKey: string; serviceKey?: never; session?: never }
  /** A key that spends for every business: see `meter(…).for(business)`. */
  | { serviceKey: string; apiKey?: never; session?: never }
  /** A person who is logged in. */
  | { session: Session; apiKey?: never; serviceKey?: never }
  | { apiKey?: never; serviceKey?: never; session?: never };

export type TenureOptions = CommonOptions & Credential;

/** A client of the service at `url`. It retries what is safe to send again. */
export function createTenure(options: TenureOptions): Tenure {
  const { url, apiKey, serviceKey, session, retry, headers } = options;
  const send: Fetch = retrying((request, init) => (options.fetch ?? globalThis.fetch)(request, init), retry);
  const key = apiKey ?? serviceKey;
  return createClient<paths>({
    baseUrl: url,
    fetch: session === undefined ? send : session.over(url, send),
    headers: {
      'X-Tenure-Client': `sdk/${VERSION}`,
      ...(key !== undefined && { 'X-Api-Key': key }),
      ...headers,
    },
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
/** The paths that answer page by page. */
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

/** All items of a list, page after page, each asked for when it is needed. */
export async function* paged<Path extends PagedPath>(
  client: Tenure,
  path: Path,
  { params, signal }: { params?: ParametersOf<Path>; signal?: AbortSignal } = {},
): AsyncGenerator<ItemOf<Path>, void, undefined> {
  const { query, ...others } = (params ?? {}) as { query?: object };
  let cursor: string | null | undefined;
  do {
    const init = { signal, params: { ...others, query: { ...query, ...(cursor && { cursor }) } } };
    const page = (await unwrap(client.GET(path as '/v1/members', init))) as unknown as PageOf<ItemOf<Path>>;
    yield* page.data;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
