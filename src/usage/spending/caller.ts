import type { UnverifiedKey } from '../../common/access.js';

/** A caller that the guard has admitted. The fields of an unverified key are null. */
export interface AdmittedCaller {
  readonly businessId: string;
  /** The time of the business. */
  readonly now: Date;
  readonly keyHash: null;
  readonly scope: null;
  readonly address: null;
  readonly externalId: null;
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
    externalId: null,
    admit: () => Promise.resolve({ now }),
  };
}

/** The caller named its business by an external id that has moved to another business. Nothing was done. */
class Moved extends Error {
  constructor(readonly caller: AdmittedCaller) {
    super('The external id belongs to another business now.');
  }
}

/**
 * Lets the guard admit a caller that is not admitted yet.
 *
 * @throws DomainError as the guard does; `Moved` if the caller is admitted to another business. Queues and keys are named by the
 *   business, so the work begins again there: see `inItsBusiness`.
 */
export async function admitByGuard(caller: Caller): Promise<AdmittedCaller> {
  if (caller.keyHash === null) return caller;
  const { program, now } = await caller.admit();
  const admitted = admittedCaller(program.businessId, now);
  if (program.businessId !== caller.businessId) throw new Moved(admitted);
  return admitted;
}

/** Does the work of a caller. If its external id has moved to another business, the work begins again for that business. */
export function inItsBusiness<T>(caller: Caller, work: (caller: Caller) => Promise<T>): Promise<T> {
  const begun = work(caller);
  if (caller.externalId === null) return begun;
  return begun.catch((error: unknown) => {
    if (error instanceof Moved) return work(error.caller);
    throw error;
  });
}
