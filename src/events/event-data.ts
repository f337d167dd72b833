/** The most bytes of data in an event. Texts in longer data are cut, so that a delivery stays below 20 kB. */
const LONGEST_DATA = 19_500;
/** The most characters of a text that is cut. Ids, codes, times and amounts, which programs compare, are shorter. */
const LONGEST_TEXT = 200;
/** Links of invoices. They are null where they are too long, because a link that is cut leads nowhere. */
const LINKS = ['payUrl', 'pdfUrl'];

/**
 * The data of an event as JSON. If the JSON is too long, all fields stay, as the schema of the event says, and long texts are cut.
 */
export function asJson(data: Record<string, unknown>): string {
  const text = JSON.stringify(data);
  if (Buffer.byteLength(text) <= LONGEST_DATA) return text;
  return JSON.stringify({ ...data, truncated: true }, shortened);
}

function shortened(field: string, value: unknown): unknown {
  if (typeof value !== 'string' || value.length <= LONGEST_TEXT) return value;
  // If the cut divides a character, the half that is left is removed.
  return LINKS.includes(field) ? null : `${value.slice(0, LONGEST_TEXT).replace(/\p{Cs}$/u, '')}…`;
}
