import type { Tenure } from './client.js';
import { coalescerOf, type Queued } from './coalescer.js';
import {
  type AnyProblem,
  dataWith,
  errorOf,
  isUndecided,
  type TenureError,
  Unreachable,
  unwrap,
} from './errors.js';
import { isRetried, REPEATABLE, unlessAborted } from './retry.js';
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

/** The result of a spend. `unknown` marks a spend that the client decided itself, because the service did not decide. */
export type Spent = Granted | { unknown: true; granted: number; key: string | null };

interface CommonOptions {
  /**
   * Whether calls that come together are sent in one request. The default is true. In Cloudflare Workers make the client and its
   * meter in the handler, or choose false: a request there cannot use the I/O of another one.
   */
  coalesce?: boolean;
}
/** Throws `Unreachable` while the service cannot be reached, so the service has granted every spend that is answered. */
type ThrowingOptions = CommonOptions & { whenUnreachable: 'throw'; onUnknown?: never };

type AllowingOptions = CommonOptions & {
  /**
   * Grants spends while the service cannot be reached. `onUnknown` gets each of these spends, so that it can be sent later, and the
   * error. Log the error: an outage ends by itself, and a wrong `url` does not.
   */
  whenUnreachable: 'allow';
  onUnknown: (spend: UnknownSpend, error: Unreachable | TenureError) => void;
};

export type MeterOptions =
  | ThrowingOptions
  | AllowingOptions
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
  /** Returns whether `amount` would be granted now. Nothing is spent. */
  allowed(feature: string, amount?: number, options?: { signal?: AbortSignal }): Promise<boolean>;
  /** Gives back units of a spend that had a key. The default is all that is left of it. */
  refund(spend: { id?: string | null }, amount?: number, options?: SpendOptions): Promise<Refund>;
  /**
   * The meter of one business, for a client with an operator key. The business is named by its id or as `external:<externalId>`,
   * not percent-encoded.
   */
  for(business: string): Meter<Answer>;
}

interface Call extends Queued {
  readonly spend: UnknownSpend;
  readonly headers: { 'X-Business': string | undefined };
  readonly signal: AbortSignal | undefined;
  readonly resolve: (spent: Spent) => void;
  readonly reject: (error: unknown) => void;
}

type Item = ({ status: 200; replayed?: boolean } & Balance) | AnyProblem;

/** Makes a meter, which spends units for a product's customers. The client needs the key of a bot, or an operator key. */
export function meter(client: Tenure, options: ThrowingOptions): Meter<Granted>;
export function meter(client: Tenure, options: MeterOptions): Meter;
export function meter(client: Tenure, options: MeterOptions): Meter {
  const { coalesce = true } = options;
  const { add, sendAgain } = coalescerOf(sendTogether, fail);
  return meterOf(undefined);

  function meterOf(business: string | undefined): Meter {
    // A header cannot have letters beyond ASCII, so the name is percent-encoded there, and only there.
    const headers = { 'X-Business': business && encodeURIComponent(business).replace('%3A', ':') };
    return {
      for: meterOf,
      consume(feature, amount = 1, { key = newKey(), signal } = {}) {
        const spend = { feature, amount, key, business };
        const group = `${business} ${feature}`;
        const send = (resolve: Call['resolve'], reject: Call['reject']) => {
          const call = { spend, group, key, headers, signal, resolve, reject };
          if (coalesce) add(call);
          else void sendAlone(call).catch((error: unknown) => fail(call, error));
        };
        return unlessAborted(signal, () => new Promise(send));
      },
      async allowed(feature, amount = 1, { signal } = {}) {
        const answer = client.GET('/v1/entitlements/{feature}', {
          params: { path: { feature }, query: { amount } },
          headers,
          signal,
        });
        return dataWith(answer, 'allowed', 'boolean').then((data) => data.allowed, withoutAnswer);
      },
      async refund({ id }, amount, { key = newKey(), signal } = {}) {
        if (!id) throw new TypeError('A spend without a key has no id.');
        return unwrap(
          client.POST('/v1/usage/{id}/refund', {
            params: { path: { id } },
            body: { amount },
            headers: { 'Idempotency-Key': key, ...headers },
            signal,
          }),
        );
      },
    };
  }

  async function sendAlone({ spend, headers, signal, resolve }: Call): Promise<void> {
    const { feature, amount, key } = spend;
    const answer = client.POST('/v1/usage', {
      body: { feature, amount },
      headers: { 'Idempotency-Key': key, ...headers },
      signal,
    });
    const balance = await dataWith(answer, 'granted', 'number');
    const { response } = await answer;
    resolve({ ...balance, key, replayed: response.headers.has('idempotent-replayed') });
  }

  async function sendTogether(queued: Call[]): Promise<void> {
    // The callers of the others were told that their call has stopped.
    const calls = queued.filter(({ signal }) => !signal?.aborted);
    const [first, second] = calls;
    if (!first || !second) return first && sendAlone(first);
    const items = calls.map(({ spend: { key, ...spend } }) => ({
      ...spend,
      idempotencyKey: key ?? undefined,
    }));
    const answer = client.POST('/v1/usage/batch', {
      body: { items },
      headers: { [REPEATABLE]: first.key === null ? null : 'Infinity' },
    });
    const { response } = await answer;
    // A single item may have caused it.
    if (response.status === 400 || response.status === 413) return calls.forEach(sendAgain);
    const { data } = await dataWith(answer, 'data', 'object');
    calls.forEach((call, place) => settle(call, data[place] as unknown as Item, response));
  }

  function settle(call: Call, item: Item, { headers }: Response): void {
    const { status, ...balance } = item;
    // If `replayed` is absent, it is false.
    if (status === 200) return call.resolve({ replayed: false, ...(balance as Balance), key: call.key });
    if (call.key !== null && isRetried(status, (item as AnyProblem).code)) return sendAgain(call);
    fail(call, errorOf({ status, headers }, item));
  }

  function fail({ spend, signal, resolve, reject }: Call, error: unknown): void {
    try {
      signal?.throwIfAborted();
      const allowed = withoutAnswer(error);
      if (allowed) (options as AllowingOptions).onUnknown(spend, error as Unreachable | TenureError);
      resolve({ unknown: true, granted: allowed ? spend.amount : 0, key: spend.key });
    } catch (failed) {
      reject(failed);
    }
  }

  /**
   * Whether a spend is granted though the service gave no answer, or only answers of 5xx.
   *
   * @throws the error when it is another one; Unreachable if `whenUnreachable` is `throw`
   */
  function withoutAnswer(error: unknown): boolean {
    if (!isUndecided(error)) throw error;
    if (options.whenUnreachable === 'throw')
      throw error instanceof Unreachable ? error : new Unreachable(error);
    return options.whenUnreachable === 'allow';
  }
}

/** Makes an idempotency key for one unit of work. */
export function newKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}
