import type { Tenure } from './client.js';
import { Coalescer } from './coalescer.js';
import { type AnyProblem, errorOf, TenureError, Unreachable, unwrap } from './errors.js';
import { REPEATABLE } from './retry.js';
import type { components } from './schema.js';

export type Balance = components['schemas']['BalanceView'];
export type Refund = components['schemas']['RefundView'];

/** A spend that may have been done or not. It is safe to send it again with the same key. */
export interface UnknownSpend {
  feature: string;
  amount: number;
  /** The idempotency key. Null if it was sent without a key; sending it again can then spend twice. */
  key: string | null;
  business?: string;
}

/** The answer of the service to a spend. */
export type Granted = Balance & {
  unknown?: never;
  key: string | null;
  /**
   * Whether the key was spent before, so that nothing was spent now: by another call, or by an attempt of this call whose answer
   * was lost. So it does not say whether the work is done.
   */
  replayed: boolean;
};

/** The result of a spend. `unknown` marks a spend that the client decided itself, because the service could not be reached. */
export type Spent = Granted | { unknown: true; granted: number; key: string | null };

interface CommonOptions {
  /** Whether calls that come together are sent in one request. The default is true. */
  coalesce?: boolean;
}
/** Throws `Unreachable` while the service cannot be reached, so the service has granted every spend that is answered. */
type ThrowingOptions = CommonOptions & { whenUnreachable: 'throw'; onUnknown?: never };

export type MeterOptions =
  | ThrowingOptions
  | (CommonOptions & {
      /** Grants spends while the service cannot be reached. `onUnknown` gets each of these spends, so that it can be sent later. */
      whenUnreachable: 'allow';
      onUnknown: (spend: UnknownSpend) => void;
    })
  | (CommonOptions & {
      /** Grants nothing while the service cannot be reached. The answer is `unknown`, with 0 units. */
      whenUnreachable: 'refuse';
      onUnknown?: never;
    });

export interface SpendOptions {
  /**
   * The idempotency key: one for each unit of work. The same key spends once, however often it is sent. By default a new key is
   * made; null sends no key.
   */
  key?: string | null;
  signal?: AbortSignal;
}

/** Spends units. `Answer` is the answer of `consume`: with `throw` it is never an `unknown` spend. */
export interface Meter<Answer extends Spent = Spent> {
  /**
   * Spends all of `amount` or nothing. The default is 1.
   *
   * @throws TenureError when the service refuses, such as `limit_reached`; Unreachable if `whenUnreachable` is `throw`
   */
  consume(feature: string, amount?: number, options?: SpendOptions): Promise<Answer>;
  /** Answers whether `amount` would be granted now. Nothing is spent. */
  allowed(feature: string, amount?: number, options?: { signal?: AbortSignal }): Promise<boolean>;
  /** Gives back units of a spend that had a key. The default is all that is left of it. */
  refund(spend: { id?: string | null }, amount?: number, options?: SpendOptions): Promise<Refund>;
  /**
   * The meter of one business, for a client with an operator key. The business is named by its id or as `external:<externalId>`,
   * not percent-encoded.
   */
  for(business: string): Meter<Answer>;
}

interface Call {
  readonly feature: string;
  readonly amount: number;
  readonly key: string | null;
  readonly business: string | undefined;
  readonly group: string;
  readonly resolve: (spent: Spent) => void;
  readonly reject: (error: unknown) => void;
}

type Item = ({ status: 200; replayed?: boolean } & Balance) | AnyProblem;

/** Statuses of an item that can be over in a moment. Such an item is sent again alone, if it has a key. */
const PASSING = [429, 503];
/** Statuses of a whole batch that a single item may have caused. */
const CAUSED_BY_ONE = [400, 413];

/** Makes a meter, which spends units for a product's customers. The client needs the key of a bot, or an operator key. */
export function meter(client: Tenure, options: ThrowingOptions): Meter<Granted>;
export function meter(client: Tenure, options: MeterOptions): Meter;
export function meter(client: Tenure, options: MeterOptions): Meter {
  const { coalesce = true } = options;
  const coalescer = new Coalescer<Call>((calls) => sendTogether(calls).catch(failAll(calls)));
  return meterOf(undefined);

  function meterOf(business: string | undefined): Meter {
    const headers = business === undefined ? {} : { 'X-Business': inHeader(business) };
    return {
      for: meterOf,
      async consume(feature, amount = 1, { key = newKey(), signal } = {}) {
        signal?.throwIfAborted();
        let stop = () => {};
        const spent = new Promise<Spent>((resolve, reject) => {
          const call = { feature, amount, key, business, group: `${business} ${feature}`, resolve, reject };
          stop = () => {
            coalescer.remove(call);
            reject(signal?.reason as Error);
          };
          if (coalesce) coalescer.add(call);
          else void sendAlone(call).catch(failAll([call]));
        });
        signal?.addEventListener('abort', stop, { once: true });
        return spent.finally(() => signal?.removeEventListener('abort', stop));
      },
      async allowed(feature, amount = 1, { signal } = {}) {
        const params = { path: { feature }, query: { amount } };
        const asked = unwrap(client.GET('/v1/entitlements/{feature}', { params, headers, signal }));
        return asked.then(
          ({ allowed }) => allowed,
          (error: unknown) => {
            if (!isUnreachable(error)) throw error;
            if (options.whenUnreachable === 'throw') throw unreachable(error);
            return options.whenUnreachable === 'allow';
          },
        );
      },
      async refund({ id }, amount, { key = newKey(), signal } = {}) {
        if (id === undefined || id === null) throw new TypeError('Only a spend that has a key has an id.');
        const header = key === null ? {} : { 'Idempotency-Key': key };
        const init = { params: { path: { id }, header }, body: { amount }, headers, signal };
        return unwrap(client.POST('/v1/usage/{id}/refund', init));
      },
    };
  }

  async function sendAlone(call: Call): Promise<void> {
    const { feature, amount, key, business } = call;
    const headers = {
      ...(key !== null && { 'Idempotency-Key': key }),
      ...(business !== undefined && { 'X-Business': inHeader(business) }),
    };
    const answer = client.POST('/v1/usage', { body: { feature, amount }, headers });
    const balance = await unwrap(answer);
    const replayed = (await answer).response.headers.get('idempotent-replayed') === 'true';
    call.resolve({ ...balance, key, replayed });
  }

  async function sendTogether(calls: Call[]): Promise<void> {
    const [first] = calls;
    if (first === undefined || calls.length === 1) return first && sendAlone(first);
    const items = calls.map(({ feature, amount, key, business }) => ({
      feature,
      amount,
      ...(key !== null && { idempotencyKey: key }),
      ...(business !== undefined && { business }),
    }));
    const headers = first.key === null ? {} : { [REPEATABLE]: 'Infinity' };
    const { data, error, response } = await client.POST('/v1/usage/batch', { body: { items }, headers });
    if (data === undefined && CAUSED_BY_ONE.includes(response.status)) return calls.forEach(sendAgain);
    if (data === undefined) throw errorOf(response.status, error, response.headers);
    calls.forEach((call, place) => settle(call, data.data[place] as unknown as Item, response));
  }

  function settle(call: Call, item: Item, { headers }: Response): void {
    const { status, ...balance } = item;
    const { code } = item as AnyProblem;
    // If `replayed` is absent, it is false.
    if (status === 200) return call.resolve({ replayed: false, ...(balance as Balance), key: call.key });
    if (call.key !== null && (PASSING.includes(status) || code === 'idempotency_in_progress'))
      return sendAgain(call);
    failAll([call])(errorOf(status, item, headers));
  }

  function sendAgain(call: Call): void {
    coalescer.addAlone(call);
  }

  function failAll(calls: Call[]) {
    return (error: unknown) => {
      for (const call of calls) fail(call, error);
    };
  }

  function fail({ feature, amount, key, business, resolve, reject }: Call, error: unknown): void {
    if (!isUnreachable(error)) return reject(error);
    if (options.whenUnreachable === 'throw') return reject(unreachable(error));
    if (options.whenUnreachable !== 'allow') return resolve({ unknown: true, granted: 0, key });
    try {
      options.onUnknown({ feature, amount, key, ...(business !== undefined && { business }) });
      resolve({ unknown: true, granted: amount, key });
    } catch (failed) {
      reject(failed);
    }
  }
}

/**
 * Encodes a business for a header. A header cannot have letters beyond ASCII, so they are percent-encoded there, and only there.
 */
const inHeader = (business: string): string =>
  business.replace(/^external:(.*)$/s, (_, id: string) => `external:${encodeURIComponent(id)}`);

/** Whether there was no answer, or only answers of 5xx. */
const isUnreachable = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof TenureError && error.status >= 500);
const unreachable = (error: unknown): Unreachable =>
  error instanceof Unreachable ? error : new Unreachable(error);

/** Makes an idempotency key for one unit of work. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
