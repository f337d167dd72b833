import type { UnverifiedKey } from '../../common/access.js';

/** The caller that the guard has admitted. The fields of a key that is not verified yet are null. */
export interface AdmittedCaller {
  readonly businessId: string;
  /** The time of the business. */
  readonly now: Date;
  readonly keyHash: null;
  readonly scope: null;
  readonly address: null;
  admit(): Promise<{ now: Date }>;
  accepted?(): void;
}

/**
 * Who asks or spends, and for which business. A route behind the guard and a batch pass an admitted caller. A route for unverified
 * keys passes the key: the statement verifies it together with its work, and `admit` admits or refuses where the guard is needed.
 */
export type Caller = UnverifiedKey | AdmittedCaller;

/** A caller that the guard has admitted, at the time of the business. */
function admittedCaller(businessId: string, now: Date): AdmittedCaller {
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
export async function afterGuard(caller: Caller): Promise<AdmittedCaller> {
  if (caller.keyHash === null) return caller;
  const { now } = await caller.admit();
  return admittedCaller(caller.businessId, now);
}
