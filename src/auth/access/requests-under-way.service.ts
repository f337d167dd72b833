import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../common/principal.js';
import { DomainError } from '../../common/domain-error.js';

/** The most changes that one caller may have under way at the same time in this server. Spends have queues of their own. */
const AT_ONCE = 100;

/**
 * Limits how many changes a caller has under way. The caller is the business that somebody acts for, or else the person. A change
 * needs one of the few transactions of this server, or waits for one. With this limit, one caller cannot fill that queue.
 */
@Injectable()
export class RequestsUnderWayService {
  private readonly counts = new Map<string, number>();

  /** Counts a request of this caller until it is answered. @throws DomainError `overloaded` if 100 are under way already */
  begin(caller: Principal, { raw }: FastifyReply): void {
    const id =
      caller.kind === 'service'
        ? (caller.businessId ?? caller.keyId)
        : 'businessId' in caller
          ? caller.businessId
          : caller.userId;
    const count = this.counts.get(id) ?? 0;
    if (count >= AT_ONCE)
      throw new DomainError(
        'overloaded',
        `${AT_ONCE} of your requests are under way already. Try again in a moment.`,
      );
    if (raw.destroyed) return;
    this.counts.set(id, count + 1);
    raw.once('close', () => this.leave(id));
  }

  private leave(id: string): void {
    const count = (this.counts.get(id) ?? 0) - 1;
    if (count > 0) this.counts.set(id, count);
    else this.counts.delete(id);
  }
}
