import type { AuditEntryView } from './audit.view.js';

/**
 * The fields of an operator's change that customers may see, because they can also read them elsewhere. Other fields are hidden.
 */
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

/** Hides the id, the address and the notes in an entry of an operator or an operator key. Other entries stay as they are. */
export function asCustomerSees(entry: AuditEntryView): AuditEntryView {
  const { before, after } = entry;
  const { kind } = entry.actor;
  if (kind !== 'operator' && kind !== 'service') return entry;
  return {
    ...entry,
    actor: { kind, id: null, name: null },
    before: visible(before),
    after: visible(after),
    address: null,
  };
}

function visible(values: Record<string, unknown> | null): Record<string, unknown> | null {
  const shown = Object.entries(values ?? {}).filter(([field]) => VISIBLE.has(field));
  return shown.length === 0 ? null : Object.fromEntries(shown);
}
