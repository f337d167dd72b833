import { Controller, Delete, Get, Query } from '@nestjs/common';
import { type BusinessInTime, NamedBusiness } from '../../businesses/index.js';
import { AllowOperators, CurrentOperator } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { type Page, PageQuery } from '../../common/paging.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { ANSWERED_STATES } from './invitation.rows.js';
import { InvitationView } from './invitation.view.js';
import { InvitationsService } from './invitations.service.js';

/** Operators' routes about the invitations of a business. */
@Controller('v1/admin/businesses/:id/invitations')
@Chapter('Operator: businesses')
@AllowOperators()
export class AdminInvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  @Get()
  @Operation({
    id: 'listBusinessInvitations',
    summary: 'List the invitations of a business',
    answers: InvitationView,
    list: true,
    refuses: ['not_found'],
  })
  list(
    @NamedBusiness() { businessId, now }: BusinessInTime,
    @Query() query: PageQuery,
  ): Promise<Page<InvitationView>> {
    return this.invitations.list(businessId, query, now);
  }

  @Delete(':invitationId')
  @Operation({
    id: 'revokeBusinessInvitation',
    summary: 'Revoke an invitation of a business, and free its seat',
    status: 204,
    refuses: ['not_found', 'wrong_state'],
    states: ANSWERED_STATES,
  })
  revoke(
    @CurrentOperator() operator: OperatorPrincipal,
    @NamedBusiness() { businessId, now }: BusinessInTime,
    @IdParam('invitationId', 'The id of the invitation, from their list.') invitationId: string,
  ): Promise<void> {
    return this.invitations.revoke(operator, businessId, invitationId, now);
  }
}
