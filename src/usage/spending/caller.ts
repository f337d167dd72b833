import type { UnverifiedKey } from '../../common/access.js';

/** A caller that the guard has admitted. The fields of an unverified key are null. */
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
 * Who reads or spends, and for which business. A route behind the guard and a batch pass an admitted caller. A route for unverified
 * keys passes the key. The statement verifies the key together with its work, and `admit` calls the guard if it is needed.
 */
export type Caller = UnverifiedKey | AdmittedCaller;

/** Makes a caller that the guard has admitted, with the time of the business. */
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

/** Lets the guard admit a caller that is not admitted yet. @throws DomainError as the guard does */
export async function afterGuard(caller: Caller): Promise<AdmittedCaller> {
  if (caller.keyHash === null) return caller;
  const { now } = await caller.admit();
  return admittedCaller(caller.businessId, now);
}
