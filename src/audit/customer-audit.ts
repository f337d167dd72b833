import type { AuditEntryView } from './audit.view.js';

/** What a customer may see of an operator's change: what it can read elsewhere too. Anything new is hidden until it stands here. */
const VISIBLE = new Set([
  // businesses
  'name',
  'suspended',
  'closedAt',
  // subscriptions
  'subscriptionId',
  'status',
  'planCode',
  'pendingPlanCode',
  'cancelAtCycleEnd',
  'cycleIndex',
  'cycleEndsAt',
  'trialEndsAt',
  'endedAt',
  // credits
  'feature',
  'amount',
  'priority',
  'startsAt',
  'expiresAt',
  'reason',
  'voidedAt',
  // people, bots and keys
  'email',
  'role',
  'active',
  'lastFour',
  'scopes',
  'revokedAt',
]);

/** An operator's entry without who it was, where they sat, and what they noted for themselves; any other entry as it is. */
export function asCustomerSees(entry: AuditEntryView): AuditEntryView {
  if (entry.actor.kind !== 'operator') return entry;
  const { before, after } = entry;
  return {
    ...entry,
    actor: { kind: 'operator', id: null },
    before: visible(before),
    after: visible(after),
    address: null,
  };
}

function visible(values: Record<string, unknown> | null): Record<string, unknown> | null {
  const shown = Object.entries(values ?? {}).filter(([field]) => VISIBLE.has(field));
  return shown.length === 0 ? null : Object.fromEntries(shown);
}
