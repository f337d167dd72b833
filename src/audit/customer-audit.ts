import { BELOW_ALL_IDS } from '../common/paging.js';
import { type Executor, query } from '../database/sql.js';
import { type BusinessFilters, found, LIST_FOR_CUSTOMER, type Spanned } from './audit.sql.js';
import type { AuditEntryView } from './audit.view.js';

/**
 * The fields of a change by an operator or by the service that customers may see, by the kind of the target, because they can also
 * read them elsewhere. Other fields are hidden: notes, references and problems are the operators' own.
 */
const VISIBLE: Record<string, readonly string[]> = {
  business: ['name', 'suspended', 'closedAt', 'planCode', 'owner'],
  subscription: [
    ...['subscriptionId', 'status', 'planCode', 'pendingPlanCode', 'cancelAtCycleEnd'],
    ...['cycleIndex', 'cycleEndsAt', 'trialEndsAt', 'endedAt'],
    ...['quantity', 'pendingQuantity', 'priceOverride', 'discount'],
  ],
  invoice: ['number', 'status', 'planCode', 'total', 'refunded', 'currency'],
  credit: ['feature', 'amount', 'priority', 'startsAt', 'expiresAt', 'reason', 'voidedAt'],
  human: ['name', 'email', 'role', 'active'],
  bot: ['name', 'active', 'scopes'],
  invitation: ['email', 'role'],
  key: ['name', 'lastFour', 'scopes', 'expiresAt', 'revokedAt'],
  webhook: ['disabledReason'],
  billing_profile: ['name', 'address', 'country', 'postalCode', 'taxId', 'email', 'netDays'],
  payment_account: ['brand', 'lastFour'],
};

/** Reads a page of a business's entries as its own people see them. */
export async function readForCustomer(
  on: Executor,
  filters: BusinessFilters,
): Promise<Spanned<AuditEntryView>[]> {
  const rows = await query(on, LIST_FOR_CUSTOMER, filters);
  return rows.map((row) => (row.id === null ? row : asCustomerSees(row)));
}

/** Reads entries of a business, whatever they are about, as its own people see them. */
export async function readAllForCustomer(
  on: Executor,
  page: { businessId: string; before: string; limit: number },
): Promise<AuditEntryView[]> {
  const all = { least: BELOW_ALL_IDS, actor: null, action: null, from: null, to: null };
  return found(await readForCustomer(on, { ...all, ...page }));
}

/**
 * Hides the id, the address and the notes in an entry of an operator or an operator key, and the notes in an entry of the service.
 * Other entries stay as they are.
 */
function asCustomerSees<E extends AuditEntryView>(entry: E): E {
  const { before, after, target } = entry;
  const { kind } = entry.actor;
  if (kind !== 'operator' && kind !== 'service' && kind !== 'system') return entry;
  const fields = VISIBLE[target.kind] ?? [];
  const shown = { ...entry, before: only(fields, before), after: only(fields, after) };
  return kind === 'system' ? shown : { ...shown, actor: { kind, id: null, name: null }, address: null };
}

function only(
  fields: readonly string[],
  values: Record<string, unknown> | null,
): Record<string, unknown> | null {
  const shown = Object.entries(values ?? {}).filter(([field]) => fields.includes(field));
  return shown.length === 0 ? null : Object.fromEntries(shown);
}
