import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Admitted } from '../common/access.js';
import type { MemberPrincipal, OperatorPrincipal } from '../common/principal.js';

/** Who manages endpoints: an admin those of the business, an operator those of the service. */
export type Owner = MemberPrincipal | OperatorPrincipal;

/** The caller of a route that admits members or operators. */
export const CurrentOwner = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<Admitted>().principal as Owner,
);

/** The business of the endpoints. Null for the operators'. */
export const businessOf = (owner: Owner): string | null =>
  owner.kind === 'member' ? owner.businessId : null;
