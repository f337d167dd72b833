import type { components } from '@tenure/sdk';

type Usage = components['schemas']['UsageView'];

/**
 * How many units there are in all, those that are used and those that are left; null if there is no limit. If more is used than
 * the present plan allows, and nothing is left, it is less than what is used.
 */
export function wholeOf({ used = 0, limit, remaining, creditsUsed = 0 }: Usage): number | null {
  if (typeof limit !== 'number' || typeof remaining !== 'number') return null;
  return remaining > 0 ? used + remaining : limit + creditsUsed;
}
