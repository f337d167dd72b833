import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ProgramPrincipal } from '../../common/principal.js';
import { NotFound } from '../../common/domain-error.js';
import { query, statement } from '../../database/sql.js';
import type { SdkMeView } from './sdk-me.view.js';

const SHOW = statement(
  'auth_sdk_me',
  `SELECT json_build_object('id', m.id, 'name', m.name) AS bot, json_build_object('id', b.id, 'name', b.name) AS business,
          k.id, k.mode, k.expires_at AS "expiresAt"
   FROM api_keys k
   JOIN members m ON m.business_id = k.business_id AND m.id = k.bot_id
   JOIN businesses b ON b.id = k.business_id
   WHERE k.business_id = $1 AND k.id = $2`,
);
/** The same for an operator key $2, and the business $1 that the request names. */
const SHOW_SERVICE = statement(
  'auth_sdk_me_service',
  `SELECT NULL AS bot, json_build_object('id', b.id, 'name', b.name) AS business, k.id, 'service' AS mode,
          k.expires_at AS "expiresAt"
   FROM operator_keys k JOIN businesses b ON b.id = $1 WHERE k.id = $2`,
);
type Row = Pick<SdkMeView, 'bot' | 'business'> & SdkMeView['key'];

@Injectable()
export class SdkMeService {
  constructor(private readonly dataSource: DataSource) {}

  async show({ kind, businessId, keyId, scopes }: ProgramPrincipal): Promise<SdkMeView> {
    const [row] = await query<Row>(this.dataSource, kind === 'bot' ? SHOW : SHOW_SERVICE, [
      businessId,
      keyId,
    ]);
    if (row === undefined) throw new NotFound('key');
    const { bot, business, id, mode, expiresAt } = row;
    return { bot, business, scopes: [...scopes], key: { id, mode, expiresAt } };
  }
}
