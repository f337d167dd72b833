import { ApiProperty } from '@nestjs/swagger';
import { type Scope, SCOPES } from '../../common/principal.js';

export class BotNameView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'First bot' */
  name: string;
}

export class OwnKeyView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: ['live', 'test'] })
  mode: 'live' | 'test';
  expiresAt: Date | null;
}

export class SdkMeView {
  bot: BotNameView;
  business: BotNameView;
  @ApiProperty({ enum: SCOPES, isArray: true })
  scopes: Scope[];
  key: OwnKeyView;
}
