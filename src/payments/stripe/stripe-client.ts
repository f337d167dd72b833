import { AsyncLocalStorage } from 'node:async_hooks';
import type { Stripe } from 'stripe';
import { following } from '../../common/time-limit.js';
import { toProviderError } from './stripe-errors.js';

/** Milliseconds for one try of a request. */
const TRY_LIMIT_MS = 15_000;
/** How often a request without an answer is sent again, with the same idempotency key. */
const RETRIES = 2;

/**
 * Loads Stripe's library at its first use, because it needs half a second and 17 MB that a service without Stripe should not spend.
 * This is the only file that imports it.
 */
export class StripeClient {
  /** The signal of each running call. The library takes no signal for a request, so `fetch` finds it here. */
  private readonly signals = new AsyncLocalStorage<AbortSignal>();
  private loaded: Promise<Stripe> | null = null;

  constructor(
    private readonly key: string,
    /** The address of the API; null for Stripe's own. */
    private readonly base: string | null,
  ) {}

  /**
   * Runs calls that `signal` can abort.
   *
   * @throws PaymentDeclined, ProviderUnavailable, ProviderNotFound or ProviderRefused, in place of the library's errors
   */
  async call<T>(signal: AbortSignal, work: (stripe: Stripe) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const stripe = await this.library();
    try {
      return await following(signal, (ended) =>
        Promise.race([this.signals.run(ended, () => work(stripe)), rejectedBy(ended)]),
      );
    } catch (error) {
      throw toProviderError(error);
    }
  }

  library(): Promise<Stripe> {
    this.loaded ??= this.load();
    return this.loaded;
  }

  private async load(): Promise<Stripe> {
    const { default: StripeLibrary } = await import('stripe');
    const base = this.base === null ? null : new URL(this.base);
    return new StripeLibrary(this.key, {
      maxNetworkRetries: RETRIES,
      timeout: TRY_LIMIT_MS,
      telemetry: false,
      httpClient: StripeLibrary.createFetchHttpClient(this.fetch),
      ...(base !== null && {
        protocol: base.protocol === 'http:' ? ('http' as const) : ('https' as const),
        host: base.hostname,
        port: base.port === '' ? (base.protocol === 'http:' ? 80 : 443) : Number(base.port),
      }),
    });
  }

  private readonly fetch: typeof fetch = (url, init = {}) => {
    // Both signals belong to one call, so `AbortSignal.any` is safe here. See `following`.
    const both = [this.signals.getStore(), init.signal].filter((each) => each instanceof AbortSignal);
    return fetch(url, { ...init, signal: AbortSignal.any(both) });
  };
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  const rejected = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );
  rejected.catch(() => undefined);
  return rejected;
}
