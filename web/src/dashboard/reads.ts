import { type components, unwrap } from '@tenure/sdk';
import { useRead } from '../api/queries.js';
import { open } from '../api/session.js';
import { discountText, price } from '../ui/format.js';
import { useSession } from './context.js';

export type Subscription = components['schemas']['MemberSubscriptionView'];
export type Usage = components['schemas']['UsageView'];

export function useSubscription() {
  const { api } = useSession();
  return useRead(['subscription'], () => unwrap(api.GET('/v1/subscription')));
}

export function useBusiness() {
  const { api } = useSession();
  return useRead(['business'], () => unwrap(api.GET('/v1/business')));
}

/** The time of the business's test clock; null if the business is on none. */
export const useClockNow = (): string | null => useBusiness().data?.testClockNow ?? null;

/** The present day of the business, in UTC. For a business on a test clock it is the day of that clock. */
export const useToday = (): string => (useClockNow() ?? new Date().toISOString()).slice(0, 10);

export type Billing = components['schemas']['BillingView'];

/** Reads how money is collected, the saved payment method and the debt. */
export function useBilling() {
  const { api } = useSession();
  return useRead(['billing'], () => unwrap(api.GET('/v1/billing')));
}

export function useUsage() {
  const { api } = useSession();
  return useRead(['usage'], () => unwrap(api.GET('/v1/usage')));
}

export const usePlans = () =>
  useRead(['plans'], () => unwrap(open.GET('/v1/plans', { params: { query: { limit: 100 } } })));

/** The name of a plan by its code. For a plan that is no longer on sale, the code itself. */
export function usePlanNames(): (code: string) => string {
  const plans = usePlans().data?.data ?? [];
  return (code) => plans.find((plan) => plan.code === code)?.name ?? code;
}

const useFeatures = () =>
  useRead(['features'], () => unwrap(open.GET('/v1/features', { params: { query: { limit: 100 } } })));

/** The name of a feature by its key. */
export function useFeatureNames(): (key: string) => string {
  const { data } = useFeatures();
  return (key) => data?.data.find((feature) => feature.key === key)?.name ?? asName(key);
}

/** The unit of a feature by its key; empty until the features are read. */
export function useUnits(): (key: string) => string {
  const { data } = useFeatures();
  return (key) => data?.data.find((feature) => feature.key === key)?.unit ?? '';
}

/** The name to show until the features are read: `api_calls` → `Api calls`. */
const asName = (key: string): string => {
  const words = key.replaceAll(/[_.-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What a subscription costs this business, with its own price and its discount. The API shows it only to the owner. */
export function priceOf({ price: ofPlan, interval, perSeat, billing }: Subscription): string {
  if (ofPlan === undefined || interval === undefined) return 'Ask the owner';
  const { currency } = ofPlan;
  const amount = billing?.priceOverride ?? ofPlan.amount;
  const text = price({ amount, currency }, interval, perSeat);
  const discount = billing?.discount ?? null;
  return discount === null || amount === 0 ? text : `${text}, ${discountText(discount, currency)}`;
}
