import type { Access } from '../../common/access.js';
import { DomainError, type ProblemArguments } from '../../common/domain-error.js';
import { ranksAtLeast } from '../../common/principal.js';
import type { ProblemCode } from '../../common/problems.js';
import { BUSINESS_CLOSED, BUSINESS_SUSPENDED } from '../../common/refused-business.js';
import type { Identity } from './identity.js';

/** What a route declares, unless anybody may call it. */
export type RestrictedAccess = Exclude<Access, { to: 'public' }>;
/** What a route declares if its own statement verifies the key of the caller. */
export type UnverifiedAccess = Extract<Access, { unverified: true }>;

/** Decides whether the caller may use the route. @throws DomainError the first refusal that applies, in the order of contract §6 */
export function refuseByDeclaration(access: RestrictedAccess, identity: Identity): void {
  const { principal } = identity;
  if (access.to === 'people') {
    return principal.kind === 'operator' && !access.operators ? refuse('wrong_principal') : undefined;
  }
  if (access.to === 'operators') return principal.kind === 'operator' ? undefined : refuse('wrong_principal');
  if (principal.kind === 'operator' || principal.kind === 'service') return refuse('wrong_principal');
  if (principal.kind === 'user') return refuse(identity.noBusiness ?? 'no_business');
  if (identity.closed) return refuse('business_closed');
  if (identity.suspended) return refuse('business_suspended');
  if (access.to === 'members' && principal.kind === 'member' && !ranksAtLeast(principal.role, access.least)) {
    return refuse('role_too_low', { required: access.least, role: principal.role });
  }
  if (
    access.to === 'bots' &&
    principal.kind === 'bot' &&
    access.scope !== null &&
    !principal.scopes.includes(access.scope)
  ) {
    return refuse('scope_missing', { required: access.scope });
  }
}

const WORDS: Partial<Record<ProblemCode, string>> = {
  wrong_principal: 'This route is for another kind of caller.',
  no_business: 'You have chosen no business. Switch to one, or log in with its "businessId".',
  not_a_member: 'You are not an active member of the business that the access token names.',
  business_closed: BUSINESS_CLOSED,
  business_suspended: BUSINESS_SUSPENDED,
  role_too_low: 'Your role in the business does not allow this.',
  scope_missing: 'The API key was made without the scope that this route needs.',
};

function refuse<C extends ProblemCode>(code: C, ...explained: ProblemArguments<C>): never {
  throw new DomainError(code, WORDS[code] ?? code, ...explained);
}
