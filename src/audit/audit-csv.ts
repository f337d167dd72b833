import type { AuditEntryView } from './audit.view.js';

const COLUMNS = [
  'id',
  'at',
  'actorKind',
  'actorId',
  'action',
  'targetKind',
  'targetId',
  'before',
  'after',
  'address',
];

export const csvHead = (): string => `${COLUMNS.join(',')}\r\n`;

/** Writes an entry as a line of CSV (RFC 4180). */
export function csvLine({ id, at, actor, action, target, before, after, address }: AuditEntryView): string {
  const json = (value: unknown) => (value === null ? '' : JSON.stringify(value));
  const values = [id, at.toISOString(), actor.kind, actor.id ?? '', action, target.kind, target.id];
  return `${[...values, json(before), json(after), address ?? ''].map(cell).join(',')}\r\n`;
}

/**
 * Quotes a value if needed. It puts an apostrophe before a leading sign, because a spreadsheet would run the value as a formula.
 */
function cell(value: string): string {
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
