import { ApiProperty } from '@nestjs/swagger';
import { OPERATOR_KEY_SCOPES, type OperatorKeyScope } from '../../common/principal.js';

export class BotNameView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'First bot' */
  name: string;
}

export class OwnKeyView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** `service` for an operator key. */
  @ApiProperty({ enum: ['live', 'test', 'service'] })
  mode: 'live' | 'test' | 'service';
  expiresAt: Date | null;
}

export class SdkMeView {
  /** The bot to which the key belongs; null for an operator key. */
  bot: BotNameView | null;
  /** The business of the bot. For an operator key, the business that the request names. */
  business: BotNameView;
  @ApiProperty({ enum: OPERATOR_KEY_SCOPES, isArray: true })
  scopes: OperatorKeyScope[];
  key: OwnKeyView;
}
