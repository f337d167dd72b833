import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { actorOf, AuditService } from '../../audit/index.js';
import { BusinessesService } from '../../businesses/index.js';
import { Clock } from '../../common/clock.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-token.js';
import type { ReadTokenView } from '../auth.view.js';

/** Reading as a business: by a special token that writes nothing. Every request with it is audited. */
@Injectable()
export class ReadTokensService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly businesses: BusinessesService,
    private readonly tokens: AccessTokens,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFound */
  async issue(operator: OperatorPrincipal, businessId: string): Promise<ReadTokenView> {
    const now = this.clock.now();
    await this.businesses.get(this.dataSource, businessId);
    const sid = operator.sessionId ?? operator.keyId ?? '';
    const accessToken = this.tokens.signRead({ sub: operator.userId, sid, bid: businessId }, now);
    await this.dataSource.transaction((manager) => {
      const target = { kind: 'business', id: businessId };
      const entry = { actor: actorOf(operator), action: 'read_token.created', target };
      return this.audit.record(manager, businessId, entry, now);
    });
    return { accessToken, expiresIn: ACCESS_TOKEN_SECONDS };
  }

  /** Audits a request with such a token, before it is answered. */
  async note(reader: OperatorPrincipal, businessId: string, route: string): Promise<void> {
    await this.dataSource.transaction((manager) => {
      const entry = { actor: actorOf(reader), action: 'business.read', target: { kind: 'route', id: route } };
      return this.audit.record(manager, businessId, entry, this.clock.now());
    });
  }
}
