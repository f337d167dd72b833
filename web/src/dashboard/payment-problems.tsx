import { isProblem, type TenureError } from '@tenure/sdk';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useConfig } from '../api/config.js';
import { messageOf } from '../api/problems.js';
import { money, inWords } from '../ui/format.js';
import { useBilling } from './reads.js';

/** Explains what to do about a refused payment, instead of the text of the problem. */
export function explainPayment(error: unknown): ReactNode {
  if (isProblem(error, 'payment_failed')) {
    const { declineCode, payUrl } = error.problem;
    return (
      <span>
        The payment was declined: {inWords(declineCode)}.{' '}
        {payUrl === undefined ? (
          <Link href="/billing">Use another payment method</Link>
        ) : (
          <a href={payUrl}>Pay in another way</a>
        )}
      </span>
    );
  }
  if (isProblem(error, 'price_changed'))
    return `The price has changed to ${money(error.problem)}. Please close this and look again.`;
  if (!isProblem(error, 'payment_required')) return undefined;
  const { invoiceId, checkoutUrl, addressRequired } = error.problem;
  if (addressRequired === true)
    return (
      <span>
        The tax depends on your address. <Link href="/billing">Enter your country for invoices</Link>, and try
        again.
      </span>
    );
  if (invoiceId === undefined) return <PaidFirst url={checkoutUrl} />;
  return (
    <span>
      The change is made when its invoice is paid.{' '}
      <Link href={`/billing/invoices/${invoiceId}`}>See the invoice</Link>
    </span>
  );
}

/** Shows why a previewed change would be refused, and what to do about it. */
export function Refusal({ error }: { error: TenureError }) {
  const invoiceId = useBilling().data?.pastDue?.invoiceId ?? null;
  const isPastDue = isProblem(error, 'wrong_state') && error.problem.state === 'pastDue';
  return (
    <div className="alert warn">
      <p>{explainPayment(error) ?? messageOf(error)}</p>
      {isPastDue && invoiceId !== null && (
        <Link href={`/billing/invoices/${invoiceId}`} className="button">
          See what is owed
        </Link>
      )}
    </div>
  );
}

/** Shows how to pay if this service collects no money. */
export function PaidFirst({ url }: { url?: string }) {
  const { supportEmail } = useConfig();
  return (
    <span>
      This has to be paid for first. {url !== undefined && <a href={url}>Go to the checkout</a>}
      {url === undefined && supportEmail !== null && <a href={`mailto:${supportEmail}`}>Write to us</a>}
      {url === undefined && supportEmail === null && 'Ask the people who run this service.'}
    </span>
  );
}
