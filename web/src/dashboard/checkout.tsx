import { unwrap } from '@tenure/sdk';
import { useEffect } from 'react';
import { useSearchParams } from 'wouter';
import { useAct, useRead } from '../api/queries.js';
import type { Session } from '../api/session.js';
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
 * Sends the person to a page of the provider that saves a card. With something to buy, the page also takes the amount that is due
 * now.
 */
export async function goToCheckout(api: Session['api'], bought?: Bought): Promise<void> {
  const body = { ...bought, successUrl: here(BACK), cancelUrl: here() };
  const { id, url } = await unwrap(api.POST('/v1/billing/checkout', { body }));
  sessionStorage.setItem(KEPT, id);
  location.assign(url ?? here(BACK));
}

const FOLLOW_MS = 2_000;

/** Shows how the checkout ended, after the person comes back from it. */
export function Returned() {
  const { api } = useSession();
  const [params, setParams] = useSearchParams();
  const id = params.has('checkout') ? sessionStorage.getItem(KEPT) : null;
  const { data, refetch } = useRead(
    ['checkout', id],
    () => unwrap(api.GET('/v1/billing/checkouts/{id}', { params: { path: { id: id ?? '' } } })),
    id !== null,
  );
  const toast = useToast();
  // The checkout may have changed anything that the page shows, so all of it is read again.
  const { mutate: readAnew } = useAct((said: string) => Promise.resolve(said), { then: toast });
  const state = data?.state;
  const isUnderWay = state === 'creating' || state === 'open' || state === 'processing';
  useEffect(() => {
    if (isUnderWay) {
      const timer = setTimeout(() => void refetch(), FOLLOW_MS);
      return () => clearTimeout(timer);
    }
    if (state !== 'done' || data?.problem !== null) return undefined;
    sessionStorage.removeItem(KEPT);
    setParams({}, { replace: true });
    readAnew(data.mode === 'pay' ? 'It is paid, and the card is saved.' : 'The card is saved.');
    return undefined;
  }, [state, data, isUnderWay, refetch, setParams, readAnew]);
  if (state === 'processing')
    return <p className="alert">The bank takes some days. The change is made when the money comes.</p>;
  if (isUnderWay) return <p className="alert">We ask the provider how it ended…</p>;
  if (state === 'failed' || state === 'expired')
    return <p className="alert warn">Nothing was paid, and no card was saved. Please try again.</p>;
  if (state === 'done' && data?.problem !== null)
    return (
      <p className="alert warn">
        The card is saved, but the change was not made. What was paid for it is sent back. Please choose
        again.
      </p>
    );
  return null;
}
