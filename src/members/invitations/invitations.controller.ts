import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { AllowMembers, CurrentMember, Now } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { type Page, PageQuery } from '../../common/paging.js';
import type { MemberPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { ANSWERED_STATES } from './invitation.rows.js';
import { InvitationView } from './invitation.view.js';
import { InvitationsService } from './invitations.service.js';
import { InviteDto } from './invitation.dto.js';

/** Routes that invite people into the caller's business. */
@Controller('v1/invitations')
@Chapter('Business')
@AllowMembers('admin')
export class InvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  @Get()
  @Operation({ id: 'listInvitations', summary: 'List the invitations', answers: InvitationView, list: true })
  list(
    @CurrentMember() member: MemberPrincipal,
    @Query() query: PageQuery,
    @Now() now: Date,
  ): Promise<Page<InvitationView>> {
    return this.invitations.list(member.businessId, query, now);
  }

  @Post()
  @Operation({
    id: 'createInvitation',
    summary: 'Invite a person by mail; the invitation holds a seat for 7 days',
    status: 201,
    answers: InvitationView,
    body: { email: 'grace@example.com', role: 'member' },
    refuses: [
      'already_member',
      'already_invited',
      'operator_account',
      'no_active_subscription',
      'limit_reached',
      'renewal_failed',
      'rate_limited',
    ],
  })
  create(
    @CurrentMember() member: MemberPrincipal,
    @Body() body: InviteDto,
    @Now() now: Date,
  ): Promise<InvitationView> {
    return this.invitations.create(member, body, now);
  }

  @Delete(':id')
  @Operation({
    id: 'revokeInvitation',
    summary: 'Revoke an invitation, and free its seat',
    status: 204,
    refuses: ['not_found', 'wrong_state'],
    states: ANSWERED_STATES,
  })
  revoke(@CurrentMember() member: MemberPrincipal, @IdParam() id: string, @Now() now: Date): Promise<void> {
    return this.invitations.revoke(member, member.businessId, id, now);
  }

  @Post(':id/resend')
  @Operation({
    id: 'resendInvitation',
    summary: 'Mail a new link for the same invitation, valid for another 7 days',
    answers: InvitationView,
    refuses: [
      'not_found',
      'wrong_state',
      'already_member',
      'operator_account',
      'no_active_subscription',
      'limit_reached',
      'renewal_failed',
      'rate_limited',
    ],
    states: { ...ANSWERED_STATES, owner: 'the owner is in already' },
  })
  resend(
    @CurrentMember() member: MemberPrincipal,
    @IdParam() id: string,
    @Now() now: Date,
  ): Promise<InvitationView> {
    return this.invitations.resend(member, id, now);
  }
}
