import type { Config } from '../config/config.js';
import { KeyRefused, missingRights } from '../payments/index.js';
import { fault, type Finding, ok } from './finding.js';

const STRIPE_PATIENCE_MS = 20_000;

/** Checks that Stripe accepts the key, and that the key has all rights that collecting needs. */
export async function stripeKey(stripe: NonNullable<Config['stripe']>): Promise<Finding> {
  try {
    const missing = await missingRights(stripe, AbortSignal.timeout(STRIPE_PATIENCE_MS));
    return missing.length === 0
      ? ok('payments', 'STRIPE_SECRET_KEY has all rights')
      : fault('payments', `STRIPE_SECRET_KEY lacks rights (docs/launch.md): ${missing.join(', ')}`);
  } catch (error) {
    const why = error instanceof KeyRefused ? 'STRIPE_SECRET_KEY is refused' : 'Stripe does not answer';
    return fault('payments', `${why}: ${(error as Error).message}`);
  }
}
