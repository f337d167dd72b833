import type { Tenure } from './client.js';
import { Coalescer } from './coalescer.js';
import { type AnyProblem, errorOf, TenureError, Unreachable, unwrap } from './errors.js';
import { REPEATABLE } from './retry.js';
import type { components } from './schema.js';

export type Balance = components['schemas']['BalanceView'];
export type Refund = components['schemas']['RefundView'];

/** A spend that may have been done or not. Under the same key it is safe to send it again. */
export interface UnknownSpend {
  feature: string;
  amount: number;
  /** Null when it was sent without one: then sending it again may spend twice. */
  key: string | null;
  business?: string;
}

/** The answer of the service to a spend. */
export type Granted = Balance & {
  unknown?: never;
  key: string | null;
  /**
   * The key was spent before, and nothing was spent now: by another call, or by an attempt of this one whose answer was lost. So it
   * does not tell whether the work is done.
   */
  replayed: boolean;
};

/** The result of a spend. `unknown` marks a spend that was decided here, because the service could not be reached. */
export type Spent = Granted | { unknown: true; granted: number; key: string | null };

interface CommonOptions {
  /** Sends calls that come at once in one request; true unless told. */
  coalesce?: boolean;
}
/** `Unreachable` is thrown, so every spend that is answered was granted by the service. */
type ThrowingOptions = CommonOptions & { whenUnreachable: 'throw'; onUnknown?: never };

export type MeterOptions =
  | ThrowingOptions
  | (CommonOptions & {
      /** Work goes on while the service cannot be reached, and `onUnknown` gets each such spend, to be sent later. */
      whenUnreachable: 'allow';
      onUnknown: (spend: UnknownSpend) => void;
    })
  | (CommonOptions & {
      /** Nothing is granted: the answer is `unknown`, with 0 units. */
      whenUnreachable: 'refuse';
      onUnknown?: never;
    });

export interface SpendOptions {
  /** One for each unit of work: the same key spends once, however often it is sent. Made if absent; null sends none. */
  key?: string | null;
  signal?: AbortSignal;
}

/** `Answer` is what `consume` answers: with `throw` never an `unknown` spend. */
export interface Meter<Answer extends Spent = Spent> {
  /**
   * Spends all of `amount` (1 unless told), or none of it.
   *
   * @throws TenureError as the service refuses, such as `limit_reached`; Unreachable if that was chosen
   */
  consume(feature: string, amount?: number, options?: SpendOptions): Promise<Answer>;
  /** Whether `amount` would be granted now; nothing is spent. */
  allowed(feature: string, amount?: number, options?: { signal?: AbortSignal }): Promise<boolean>;
  /** Gives back what was spent under a key, all that is left of it unless `amount` says less. */
  refund(spend: { id?: string | null }, amount?: number, options?: SpendOptions): Promise<Refund>;
  /**
   * The same for one business, named by its id or as `external:<externalId>`, not percent-encoded; for a client with a service
   * key.
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

/** Refusals of one item that may be over in a moment: it is sent again alone, if it has a key. */
const PASSING = [429, 503];
/** Refusals of a whole batch that one of its items may have caused. */
const CAUSED_BY_ONE = [400, 413];

/** Counts what a product's customers use, through a client that has the key of a bot, or a service key. */
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
    // Absent means false.
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

/** A header holds no letters beyond ASCII, so they are percent-encoded there, and only there. */
const inHeader = (business: string): string =>
  business.replace(/^external:(.*)$/s, (_, id: string) => `external:${encodeURIComponent(id)}`);

/** No answer, or none but 5xx: never a refusal. */
const isUnreachable = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof TenureError && error.status >= 500);
const unreachable = (error: unknown): Unreachable =>
  error instanceof Unreachable ? error : new Unreachable(error);

/** A key for one unit of work. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
