import { unwrap } from '@tenure/sdk';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSearchParams } from 'wouter';
import { useAct } from '../api/queries.js';
import type { Session } from '../api/session.js';
import { Failed } from '../ui/list.js';
import { useToast } from '../ui/toasts.js';
import { useSession } from './context.js';

/** The address of this page, to which pages of the provider lead back. */
export const here = (query = ''): string => `${location.origin}${location.pathname}${query}`;
/** The key under which this tab stores its checkout, to show how it ended when the person comes back. The id is no secret. */
const KEPT = 'checkout';
const BACK = '?checkout=back';

/** What is bought. Nothing may be left out: without the seats, the page would sell one. */
interface Bought {
  planCode: string;
  quantity: number | undefined;
  /** In minor units. */
  maxAmount: number | undefined;
}

/**
 * Sends the person to a page of the provider that saves a payment method. With something to buy, the page also takes the amount
 * that is due now.
 */
export async function goToCheckout(api: Session['api'], bought?: Bought): Promise<void> {
  const body = { ...bought, successUrl: here(BACK), cancelUrl: here() };
  const { id, url } = await unwrap(api.POST('/v1/billing/checkout', { body }));
  sessionStorage.setItem(KEPT, id);
  await goTo(url ?? here(BACK));
}

/** How long a page of the provider may take to come, in milliseconds. */
const COMES_MS = 10_000;

/**
 * Leaves the dashboard for another page. It ends when the person comes back to this page, or stays: until then a second press would
 * close the page that the browser is loading.
 */
export function goTo(url: string): Promise<void> {
  location.assign(url);
  return new Promise((resolve) => {
    addEventListener('pageshow', () => resolve(), { once: true });
    setTimeout(resolve, COMES_MS);
  });
}

/** How often the page asks again, in milliseconds. A bank takes days, so `processing` is asked for less often. */
const ASK_AGAIN: Record<string, number> = { creating: 2_000, open: 2_000, processing: 60_000 };

/** Shows how the checkout ended, after the person comes back from it. */
export function Returned() {
  const { api } = useSession();
  const [params, setParams] = useSearchParams();
  const id = params.has('checkout') ? sessionStorage.getItem(KEPT) : null;
  const { data, error, refetch } = useQuery({
    queryKey: ['checkout', id],
    queryFn: () => unwrap(api.GET('/v1/billing/checkouts/{id}', { params: { path: { id: id ?? '' } } })),
    enabled: id !== null,
    refetchInterval: (query) => ASK_AGAIN[query.state.data?.state ?? ''] ?? false,
  });
  const toast = useToast();
  // The checkout may have changed anything that the page shows, so all of it is read again.
  const { mutate: readAnew } = useAct((said?: string) => Promise.resolve(said), {
    then: (said) => said !== undefined && toast(said),
  });
  const state = data?.state;
  const isUnderWay = state !== undefined && state in ASK_AGAIN;
  useEffect(() => {
    if (state === undefined || isUnderWay) return;
    if (state !== 'done' || data?.problem !== null) {
      readAnew(undefined);
      return;
    }
    sessionStorage.removeItem(KEPT);
    setParams({}, { replace: true });
    readAnew(
      data.mode === 'pay' ? 'It is paid, and the payment method is saved.' : 'The payment method is saved.',
    );
  }, [state, data, isUnderWay, setParams, readAnew]);
  if (data === undefined && error !== null) return <Failed error={error} retry={refetch} />;
  if (state === 'processing')
    return <p className="alert">The bank takes some days. The change is made when the money comes.</p>;
  if (isUnderWay) return <p className="alert">Checking the payment…</p>;
  if (state === 'failed' || state === 'expired')
    return <p className="alert warn">Nothing was paid, and no payment method was saved. Please try again.</p>;
  if (state === 'done' && data?.problem === 'no_payment_method')
    return (
      <p className="alert warn">
        {data.mode === 'pay' ? 'It is paid, but this' : 'This'} payment method cannot be charged later. Please
        save another one.
      </p>
    );
  if (state === 'done' && data?.problem !== null)
    return (
      <p className="alert warn">
        The payment method is saved, but the change was not made. What was paid for it is sent back. Please
        choose again.
      </p>
    );
  return null;
}
