import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '../../audit/index.js';
import { BusinessesService } from '../../businesses/index.js';
import { Clock } from '../../common/clock.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-token.js';
import type { ReadTokenView } from './read-token.view.js';

/** Issues tokens with which operators read as a business. They cannot write, and every request with one is audited. */
@Injectable()
export class ReadTokensService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly businesses: BusinessesService,
    private readonly tokens: AccessTokens,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Issues a token that reads as the business. @throws NotFound */
  async issue(operator: OperatorPrincipal, businessId: string): Promise<ReadTokenView> {
    await this.businesses.get(this.dataSource, businessId);
    const sid = operator.sessionId ?? operator.keyId ?? '';
    const accessToken = this.tokens.signRead(
      { sub: operator.userId, sid, bid: businessId },
      this.clock.now(),
    );
    const target = { kind: 'business', id: businessId };
    await this.dataSource.transaction((manager) =>
      this.audit.record(manager, businessId, { by: operator, action: 'read_token.created', target }),
    );
    return { accessToken, expiresIn: ACCESS_TOKEN_SECONDS };
  }

  /** Writes a request with a read token to the audit log, before it is answered. */
  async note(reader: OperatorPrincipal, businessId: string, route: string): Promise<void> {
    const target = { kind: 'route', id: route };
    await this.dataSource.transaction((manager) =>
      this.audit.record(manager, businessId, { by: reader, action: 'business.read', target }),
    );
  }
}
