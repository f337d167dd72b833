import type { Scope } from '../../common/principal.js';

/**
 * Who spends, and for which business. A route behind the guard and a batch pass an admitted caller. A route for unverified keys
 * passes the key: the statement verifies it together with its work, and `admit` admits or refuses where the guard is needed.
 */
export interface Caller {
  readonly businessId: string;
  /** The time of the business. Real time until the caller is admitted. */
  readonly now: Date;
  /** The hash of a key that nobody has verified yet, with the scope that it needs. Null once the caller is admitted. */
  readonly keyHash: string | null;
  readonly scope: Scope | null;
  /** Where an operator key comes from, which names the business beside it; null for every other caller. */
  readonly address: string | null;
  /** What the guard does on other routes, once. @throws DomainError the first that applies to this caller */
  admit(): Promise<{ now: Date }>;
  /** To be called when a statement verified an operator key; its last use is noted then. */
  accepted?(): void;
}

/** A caller that the guard has admitted, at the time of the business. */
export function admittedCaller(businessId: string, now: Date): Caller {
  return {
    businessId,
    now,
    keyHash: null,
    scope: null,
    address: null,
    admit: () => Promise.resolve({ now }),
  };
}

/** Admits a caller, at most once. @throws DomainError as the guard does */
export async function afterGuard(caller: Caller): Promise<Caller> {
  if (caller.keyHash === null) return caller;
  const { now } = await caller.admit();
  return admittedCaller(caller.businessId, now);
}
