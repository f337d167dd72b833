import { Controller, Delete, Get, Query } from '@nestjs/common';
import { AllowOperators, CurrentOperator } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { type Page, PageQuery } from '../../common/paging.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/validation.js';
import { InvitationView } from './invitation.view.js';
import { InvitationsService } from './invitations.service.js';

/** The invitations of any business, for operators. */
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
  list(@IdParam() id: string, @Query() query: PageQuery): Promise<Page<InvitationView>> {
    return this.invitations.listForOperator(id, query);
  }

  @Delete(':invitationId')
  @Operation({
    id: 'revokeBusinessInvitation',
    summary: 'Take an invitation of a business back; its seat is free',
    status: 204,
    refuses: ['not_found', 'wrong_state'],
  })
  revoke(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @IdParam('invitationId') invitationId: string,
  ): Promise<void> {
    return this.invitations.revokeByOperator(operator, id, invitationId);
  }
}
