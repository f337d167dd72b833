import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { execute, query, statement } from '../../database/sql.js';
import { parseOperatorKey } from '../../users/index.js';
import type { Identity } from './identity.js';

const FIND = statement(
  'auth_find_operator_key',
  `SELECT k.id, k.user_id AS "userId" FROM operator_keys k JOIN users u ON u.id = k.user_id
   WHERE k.hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $2) AND u.operator`,
);
const USED = statement(
  'auth_operator_key_used',
  `UPDATE operator_keys SET last_used_at = $2
   WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $2::timestamptz - interval '1 minute')`,
);

/** The keys of the founder's own backend: good on the operator surface alone, and looked up nowhere else. */
@Injectable()
export class OperatorKeysService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `unauthenticated` */
  async identify(apiKey: string): Promise<Identity> {
    const hash = parseOperatorKey(apiKey);
    const now = this.clock.now();
    const [key] =
      hash === null ? [] : await query<{ id: string; userId: string }>(this.dataSource, FIND, [hash, now]);
    if (key === undefined)
      throw new DomainError(
        'unauthenticated',
        'Send an access token of an operator, or a valid operator key.',
      );
    await execute(this.dataSource, USED, [key.id, now]);
    const principal = { kind: 'operator' as const, userId: key.userId, sessionId: null, keyId: key.id };
    return { principal, testNow: null, suspended: false, closed: false };
  }
}
