import { Refusal } from '../../common/refusal.js';

export const keyReused = (): Refusal =>
  new Refusal('idempotency_key_reused', 'This idempotency key was used for another request. Make a new one.');

export const keyInProgress = (): Refusal =>
  new Refusal('idempotency_in_progress', 'A request with this idempotency key is under way. Ask again.');

export const alreadyRefunded = (): Refusal =>
  new Refusal('already_refunded', 'All units of this spend were given back already.');
