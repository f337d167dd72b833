import { type NewEvent, previousOf } from '../../events/index.js';
import type { KeyView } from './key.view.js';

/** Copies the named fields of the view, so that no secret gets into an event. */
const keyView = (key: KeyView): KeyView => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  lastFour: key.lastFour,
  scopes: key.scopes,
  expiresAt: key.expiresAt,
  lastUsedAt: key.lastUsedAt,
  rateLimit: key.rateLimit,
  createdAt: key.createdAt,
});

/** Makes the event of a key, without the secret. `before` is the key that this one replaces. */
export function keyEvent(
  type: 'key.created' | 'key.rotated' | 'key.revoked',
  businessId: string,
  botId: string,
  key: KeyView,
  at: Date,
  before?: KeyView,
): NewEvent {
  const view = keyView(key);
  const previous = before === undefined ? {} : { previous: previousOf(keyView(before), view) };
  return { businessId, type, data: { key: view, botId, ...previous }, at };
}
