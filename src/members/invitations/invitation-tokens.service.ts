import type { FoundInvitation, InvitationRow, OpenedInvitation } from './invitation.rows.js';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../../audit/index.js';
import { BusinessesService } from '../../businesses/index.js';
import { newBusinessToken, readBusinessToken } from '../../common/business-token.js';
import { Clock } from '../../common/clock.js';
import { DomainError, NotFound } from '../../common/domain-error.js';
import { execute, type Executor, maybeOne, query } from '../../database/sql.js';
import { type Message, MailService } from '../../mail/index.js';
import * as sql from './invitations.sql.js';

/** The links of invitations. A link contains its business, so a look-up reads one tenant only. */
@Injectable()
export class InvitationTokensService {
  constructor(
    private readonly businesses: BusinessesService,
    private readonly mail: MailService,
    private readonly clock: Clock,
  ) {}

  /**
   * Mails a link to the invitation. Earlier links become invalid. All businesses together can send five mails a day to one address.
   * Operators, and an import, have no such limit.
   *
   * @throws DomainError `rate_limited`
   */
  async mailLink(
    manager: EntityManager,
    invitation: InvitationRow,
    businessName: string,
    by: Actor,
  ): Promise<void> {
    const { businessId, id } = invitation;
    const { token, hash } = newBusinessToken(businessId);
    await execute(manager, sql.OUTDATE_TOKENS, { businessId, invitationId: id });
    await execute(manager, sql.INSERT_TOKEN, { businessId, hash, invitationId: id });
    const link = this.mail.link('invitations', token);
    const values = { inviter: invitation.invitedBy, business: businessName, link };
    const mail: Message = { to: invitation.email, businessId, mail: 'invitation', values };
    const isTrusted = by.kind === 'operator' || by.kind === 'system';
    await (isTrusted ? this.mail.queue(manager, mail) : this.mail.queueLimited(manager, mail));
  }

  /**
   * Reads the invitation of a token.
   *
   * @throws NotFound for an unknown token; DomainError `token_spent` for an invitation that is answered, revoked or expired, and
   *   for a link that a newer link replaced; `business_closed`, `business_suspended`
   */
  async open(on: Executor, token: string): Promise<OpenedInvitation> {
    const read = readBusinessToken(token);
    if (read === null) throw new NotFound('invitation');
    const found = await maybeOne(on, sql.FIND_BY_TOKEN, { ...read, now: this.clock.now() });
    if (found === undefined) throw new NotFound('invitation');
    if (found.status !== 'pending' || !found.newest) throw spent(found);
    if (found.closed) throw new DomainError('business_closed', 'The business that invited you is closed.');
    if (found.suspended)
      throw new DomainError(
        'business_suspended',
        'The business that invited you is suspended. Come back later.',
      );
    return found;
  }

  /**
   * Locks the invitation of a token and its business until the transaction ends, and reads it again. Since `open`, a newer link may
   * have been mailed, or the business may have been closed or suspended.
   *
   * @throws as `open`
   */
  async openLocked(
    manager: EntityManager,
    { businessId, id, now }: OpenedInvitation,
    token: string,
  ): Promise<OpenedInvitation> {
    // The business is locked first, as in a closing and in an invitation. In another order they could wait for each other.
    await this.businesses.lockShared(manager, businessId);
    await query(manager, sql.LOCK, { businessId, id, now });
    return this.open(manager, token);
  }

  /** Marks a locked invitation as accepted. Its links become invalid. */
  async spend(manager: EntityManager, { businessId, id }: OpenedInvitation): Promise<void> {
    await execute(manager, sql.CLOSE, { businessId, id, status: 'accepted' });
  }
}

function spent({ status }: FoundInvitation): DomainError {
  const next = {
    accepted: 'The invitation was accepted. Log in instead.',
    revoked: 'The invitation was revoked. Ask who invited you.',
    expired: 'The invitation has expired. Ask who invited you to send it again.',
    pending: 'A newer link was mailed to you. Use that one.',
  }[status];
  return new DomainError('token_spent', next, { invitation: status });
}
