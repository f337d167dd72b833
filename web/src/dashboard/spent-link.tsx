import { TenureError } from '@tenure/sdk';
import type { ReactNode } from 'react';
import { Link } from 'wouter';

/** For a link of a mail that is good no longer, or whose page was loaded anew. The children say where a new one comes from. */
export function SpentLink({ children }: { children: ReactNode }) {
  return (
    <p className="alert warn">
      <span>This link is not good any more. Open it from the mail again, or {children}.</span>
    </p>
  );
}

/** Where a new link of this kind is had. */
export const AskForReset = () => <Link href="/forgot-password">ask for a new one</Link>;

/** Says in place of the problem's own words what to do about a link that is used up. */
export function explainLink(error: unknown) {
  if (!(error instanceof TenureError) || ![404, 410].includes(error.status)) return undefined;
  return (
    <span>
      This link is used or too old. <Link href="/forgot-password">Ask for a new one</Link>
    </span>
  );
}
