const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads an ISO 8601 time with an offset. It may have up to nine decimals, as other languages write them; what is shorter than a
 * millisecond is cut off. Returns null for anything else: for example 30 February, or a time outside of the years 1 to 9999 in UTC,
 * which an answer could not show in ISO 8601.
 */
export function instantFrom(text: string): Date | null {
  if (!ISO_8601.test(text)) return null;
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
  const instant = new Date(text);
  return exists && isInCalendar(instant) ? instant : null;
}

/** True if ISO 8601 and PostgreSQL write the time with a year of four digits. PostgreSQL has no year 0. */
const isInCalendar = (instant: Date): boolean =>
  !Number.isNaN(instant.getTime()) && /^\d{4}-/.test(instant.toISOString()) && instant.getUTCFullYear() > 0;
