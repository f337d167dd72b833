import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { isRefusedWith } from '../api/problems.js';

/** Shown for a link of a mail that is no longer valid, or whose page was loaded again. The children say how to get a new one. */
export function SpentLink({ children }: { children: ReactNode }) {
  return (
    <p className="alert warn">
      <span>This link is no longer valid. Open it from the mail again, or {children}.</span>
    </p>
  );
}

/** Links to the page that sends a new link. */
export const AskForReset = () => <Link href="/forgot-password">ask for a new one</Link>;

/** Explains what to do about a used link, instead of the text of the problem. */
export function explainLink(error: unknown) {
  if (!isRefusedWith(error, 404, 410)) return undefined;
  return (
    <span>
      This link was used already or is too old. <Link href="/forgot-password">Ask for a new one</Link>
    </span>
  );
}
