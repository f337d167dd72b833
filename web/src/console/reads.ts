import { type components, isProblem, type Tenure, unwrap } from '@tenure/sdk';
import { useRead } from '../api/queries.js';
import { useApi } from './context.js';

type Schemas = components['schemas'];
export type Business = Schemas['OperatorBusinessView'];
export type Subscription = Schemas['SubscriptionView'];
export type Plan = Schemas['PlanView'];
export type Feature = Schemas['FeatureView'];

/** The page size for lists that the console reads as a whole. */
const WHOLE = { limit: 100 };
/** The highest number of pages that are read. It bounds the loop. */
const MOST_PAGES = 10;

export const businessKey = (id: string) => ['business', id];

export function useBusiness(id: string) {
  const api = useApi();
  return useRead(businessKey(id), () =>
    unwrap(api.GET('/v1/admin/businesses/{id}', { params: { path: { id } } })),
  );
}

/** The subscription of a business; null if it never had one. An error would take away an open dialog whenever it is read again. */
export function useSubscription(id: string) {
  const api = useApi();
  return useRead([...businessKey(id), 'subscription'], () =>
    unwrap(api.GET('/v1/admin/businesses/{id}/subscription', { params: { path: { id } } })).catch(
      (error: unknown) => {
        if (isProblem(error, 'not_found')) return null;
        throw error;
      },
    ),
  );
}

export function usePlans() {
  const api = useApi();
  return useRead(['plans', 'all'], () => plansOf(api));
}

/** The name of a plan by its code. Until the plans are read, the code itself. */
export function usePlanName(): (code: string) => string {
  const plans = usePlans().data ?? [];
  return (code) => plans.find((plan) => plan.code === code)?.name ?? code;
}

export function useFeatures() {
  const api = useApi();
  return useRead(['features', 'all'], () => featuresOf(api));
}

/** The name and the unit of a feature by its key. Until the features are read, the key and an empty unit. */
export function useFeatureOf(): (key: string) => { name: string; unit: string } {
  const features = useFeatures().data ?? [];
  return (key) => features.find((feature) => feature.key === key) ?? { name: key, unit: '' };
}

const plansOf = (api: Tenure): Promise<Plan[]> =>
  all((cursor) => unwrap(api.GET('/v1/admin/plans', { params: { query: { ...WHOLE, cursor } } })));

const featuresOf = (api: Tenure): Promise<Feature[]> =>
  all((cursor) => unwrap(api.GET('/v1/admin/features', { params: { query: { ...WHOLE, cursor } } })));

/** Reads all pages of a list. A catalogue is short. */
async function all<Item>(
  read: (cursor: string | undefined) => Promise<{ data: Item[]; nextCursor: string | null }>,
): Promise<Item[]> {
  const found: Item[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    // Each page has the cursor of the next page, so they are read one after the other.
    const { data, nextCursor } = await read(cursor);
    found.push(...data);
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return found;
}
