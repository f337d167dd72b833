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

/** One entry as a line of RFC 4180. */
export function csvLine({ id, at, actor, action, target, before, after, address }: AuditEntryView): string {
  const json = (value: unknown) => (value === null ? '' : JSON.stringify(value));
  const values = [id, at.toISOString(), actor.kind, actor.id ?? '', action, target.kind, target.id];
  return `${[...values, json(before), json(after), address ?? ''].map(cell).join(',')}\r\n`;
}

/** Quotes a value where needed, and makes a leading sign harmless, because a spreadsheet would run it as a formula. */
function cell(value: string): string {
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
