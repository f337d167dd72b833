import { Link } from 'wouter';
import { useConfig } from '../api/config.js';
import { date } from '../ui/format.js';
import { useRole } from './context.js';
import { type Subscription, useBilling } from './reads.js';

/** Shows that a payment is late, until when everything still works, and what to do about it. */
export function PastDue({ of: { status, accessUntil } }: { of: Subscription }) {
  const { supportEmail } = useConfig();
  const { isAtLeast } = useRole();
  const billing = useBilling().data;
  if (status !== 'pastDue') return null;
  const { invoiceId = null, nextAttemptAt = null } = billing?.pastDue ?? {};
  const isTried = nextAttemptAt !== null && (billing?.card ?? null) !== null;
  return (
    <div className="alert bad" role="alert">
      <p>
        A payment is late. {accessUntil !== undefined && `Everything works until ${date(accessUntil)}. `}
        {isTried && `The card is tried again on ${date(nextAttemptAt)}. `}
        {billing?.provider === 'stripe' && billing.card === null && 'No card is saved. '}
        {!isAtLeast('owner') && 'The owner of the business pays it. '}
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
