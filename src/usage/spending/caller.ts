import type { Scope } from '../../common/principal.js';

/**
 * Who spends: for which business, and by which right. A route behind the guard and a batch pass an admitted caller. A
 * route for unverified keys passes the key itself: the statement verifies its key along with its own work, and whoever needs the
 * guard is admitted or refused by `admit`.
 */
export interface Caller {
  readonly businessId: string;
  /** The time of the business; real time until the caller is admitted. */
  readonly now: Date;
  /** The hash of a key that nobody has verified yet, with the scope that it needs. Null once the caller is admitted. */
  readonly keyHash: string | null;
  readonly scope: Scope | null;
  /** What the guard does on other routes, once. @throws DomainError the first that applies to this caller */
  admit(): Promise<{ now: Date }>;
}

/** A caller whom the guard has admitted, at the time of the business. */
export function admittedCaller(businessId: string, now: Date): Caller {
  return { businessId, now, keyHash: null, scope: null, admit: () => Promise.resolve({ now }) };
}

/** The caller once the guard has admitted it, which it does at most once. @throws DomainError as the guard does */
export async function afterGuard(caller: Caller): Promise<Caller> {
  if (caller.keyHash === null) return caller;
  const { now } = await caller.admit();
  return admittedCaller(caller.businessId, now);
}
