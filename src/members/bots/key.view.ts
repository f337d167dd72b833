import { ApiProperty } from '@nestjs/swagger';
import { type Scope, SCOPES } from '../../common/principal.js';

/** A key of a bot. Its full text was shown only when it was made. */
export class KeyView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'Production' */
  name: string;
  /** How the key begins. @example 'tnr_live_' */
  prefix: string;
  /** How it ends. @example 'x7Qp' */
  lastFour: string;
  @ApiProperty({ enum: SCOPES, isArray: true })
  scopes: Scope[];
  /** When the key expires, in the time of the business; null is never. */
  expiresAt: Date | null;
  /** The last use, in real time, exact to a minute; null before the first. */
  lastUsedAt: Date | null;
  /** The most requests a minute, counted in each server; null if the key has no limit of its own. @example 600 */
  @ApiProperty({ type: 'integer', nullable: true })
  rateLimit: number | null;
  createdAt: Date;
}

/** A new key. */
export class NewKeyView extends KeyView {
  /**
   * The key. It is shown only here; the service stores only its hash.
   * @example 'tnr_live_0352FrRPTf22Mx2nS8okGWexampleexampleexampleexampleexample0'
   */
  apiKey: string;
}

export class KeyBotView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'First bot' */
  name: string;
}

/** A key with its bot, in the list of all keys of a business. */
export class BusinessKeyView extends KeyView {
  bot: KeyBotView;
}
