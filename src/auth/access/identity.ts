import type { OperatorPrincipal, Principal } from '../../common/principal.js';

/** The caller, with what the guard needs to decide. Only `auth` uses it. */
export interface Identity {
  principal: Principal;
  /** The time of the caller's business, or null for real time. */
  testNow: Date | null;
  /** Why the person acts in no business, for routes that need one. */
  noBusiness?: 'no_business' | 'not_a_member';
  suspended: boolean;
  closed: boolean;
  /** When the operator of this session last showed a code of the second factor. */
  secondFactorAt?: Date | null;
  /** The operator who reads as the business by a read-only token. */
  reader?: OperatorPrincipal;
}
