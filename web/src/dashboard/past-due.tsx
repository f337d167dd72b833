import { Link } from 'wouter';
import { useConfig } from '../api/config.js';
import { date } from '../ui/format.js';
import { useRole } from './context.js';
import { type Subscription, useBilling } from './reads.js';

/**
 * Shows that a payment is late, until when everything still works, and what to do about it. If the bank decides about the payment,
 * it shows only that.
 */
export function PastDue({ of: { status, accessUntil } }: { of: Subscription }) {
  const { supportEmail } = useConfig();
  const { isAtLeast } = useRole();
  const billing = useBilling().data;
  if (status !== 'pastDue') return null;
  const { invoiceId = null, nextAttemptAt = null } = billing?.pastDue ?? {};
  const bankDecides = billing?.pastDue?.status === 'processing';
  const isTried = nextAttemptAt !== null && (billing?.card ?? null) !== null;
  return (
    <div className="alert bad" role="alert">
      <p>
        {bankDecides ? (
          'The bank decides about the payment. Everything works meanwhile. '
        ) : (
          <>
            A payment is late. {accessUntil !== undefined && `Everything works until ${date(accessUntil)}. `}
            {isTried && `The payment is tried again on ${date(nextAttemptAt)}. `}
            {billing?.provider === 'stripe' && billing.card === null && 'No payment method is saved. '}
            {!isAtLeast('owner') && 'The owner of the business pays it. '}
          </>
        )}
        {supportEmail !== null && (
          <>
            Questions? <a href={`mailto:${supportEmail}`}>{supportEmail}</a>
          </>
        )}
      </p>
      {isAtLeast('owner') && invoiceId !== null && (
        <Link href={`/billing/invoices/${invoiceId}`} className="button">
          See what is owed
        </Link>
      )}
    </div>
  );
}

/** Shows that the subscription has ended, and what to do about it. */
export function Ended({ of: { status }, choose = false }: { of: Subscription; choose?: boolean }) {
  const { isAtLeast } = useRole();
  if (status !== 'ended') return null;
  return (
    <div className="alert bad">
      <p>
        The subscription has ended, and nothing can be used.{' '}
        {isAtLeast('owner')
          ? 'Choose a plan to begin again.'
          : 'The owner of the business can begin it again.'}
      </p>
      {choose && isAtLeast('owner') && (
        <Link href="/plan" className="button">
          Choose a plan
        </Link>
      )}
    </div>
  );
}
