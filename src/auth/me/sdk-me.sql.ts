import { statement } from '../../database/sql.js';
import type { SdkMeView } from './sdk-me.view.js';

type SdkMeRow = Pick<SdkMeView, 'bot' | 'business'> & SdkMeView['key'];
export const SHOW = statement<SdkMeRow, { businessId: string; keyId: string }>(
  'auth_sdk_me',
  `SELECT json_build_object('id', m.id, 'name', m.name) AS bot, json_build_object('id', b.id, 'name', b.name) AS business,
          k.id, k.mode, k.expires_at AS "expiresAt"
   FROM api_keys k
   JOIN members m ON m.business_id = k.business_id AND m.id = k.bot_id
   JOIN businesses b ON b.id = k.business_id
   WHERE k.business_id = $businessId AND k.id = $keyId`,
);
/** Like `SHOW`, for an operator key and the business that the request names. */
export const SHOW_SERVICE = statement<SdkMeRow, { businessId: string; keyId: string }>(
  'auth_sdk_me_service',
  `SELECT NULL::json AS bot, json_build_object('id', b.id, 'name', b.name) AS business, k.id, 'service' AS mode,
          k.expires_at AS "expiresAt"
   FROM operator_keys k JOIN businesses b ON b.id = $businessId WHERE k.id = $keyId`,
);
