import { TenureError } from '@tenure/sdk';
import { Link } from 'wouter';

/** For a link of a mail that is good no longer, or whose page was loaded anew. */
export function SpentLink() {
  return (
    <p className="alert warn">
      This link is not good any more. Open it from the mail again, or ask for a new one.
    </p>
  );
}

/** Says in place of the problem's own words what to do about a link that is used up. */
export function explainLink(error: unknown) {
  if (!(error instanceof TenureError) || ![404, 410].includes(error.status)) return undefined;
  return (
    <span>
      This link is used or too old. <Link href="/forgot-password">Ask for a new one</Link>
    </span>
  );
}
