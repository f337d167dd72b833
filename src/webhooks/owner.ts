import type { MemberPrincipal, OperatorPrincipal } from '../common/principal.js';

/** Who manages endpoints: an admin manages those of the business, an operator those of the service. */
export type Owner = MemberPrincipal | OperatorPrincipal;

/** The business of the endpoints. Null for the operators'. */
export const businessOf = (owner: Owner): string | null =>
  owner.kind === 'member' ? owner.businessId : null;
