import { type components, unwrap } from '@tenure/sdk';
import { useRead } from '../api/queries.js';
import { open } from '../api/session.js';
import { price } from '../ui/format.js';
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

/** The time of the test clock by which the business lives, if it is on one. */
export const useClockNow = (): string | null => useBusiness().data?.testClockNow ?? null;

/** The day in UTC that it is for the business: one on a test clock lives at that clock's today. */
export const useToday = (): string => (useClockNow() ?? new Date().toISOString()).slice(0, 10);

export type Billing = components['schemas']['BillingView'];

/** The way in which money is collected, the card, and the debt. */
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

/** The name of a plan by its code; the code of one that is on sale no more. */
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

/** What one of a feature is called, by its key; empty until the API has told it. */
export function useUnits(): (key: string) => string {
  const { data } = useFeatures();
  return (key) => data?.data.find((feature) => feature.key === key)?.unit ?? '';
}

/** `api_calls` → `Api calls`, until the API has told the name. */
const asName = (key: string): string => {
  const words = key.replaceAll(/[_.-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** One word for how a subscription is. Money that is late says more than an end to come. */
export const subscriptionState = ({ status, cancelAtCycleEnd }: Subscription): string =>
  cancelAtCycleEnd && (status === 'active' || status === 'trialing') ? 'canceling' : status;

/** The owner alone is told the price. */
export const priceOf = (found: Subscription): string =>
  found.price === undefined || found.interval === undefined
    ? 'Ask the owner'
    : price(found.price, found.interval, found.perSeat);
