/** What a form of Stripe says: nested fields, and numbers and truth values as such. */
export type Form = { [key: string]: any };

/** Their values are text, whatever they look like. */
const TEXT = new Set(['metadata', 'address', 'name', 'description', 'email', 'memo', 'number']);

/** Reads `lines[0][price_data][currency]=eur` as Stripe does, of a body and of a query alike. */
export function readForm(text: string): Form {
  const form: Form = {};
  for (const [path, value] of new URLSearchParams(text)) {
    const keys = path.split(/[[\]]+/).filter((key) => key !== '');
    const isText = keys.some((key) => TEXT.has(key));
    let node = form;
    for (const key of keys.slice(0, -1)) node = node[key] ??= {};
    node[keys.at(-1)!] = isText ? value : valueOf(value);
  }
  return withArrays(form);
}

function valueOf(value: string): unknown {
  if (value === 'true' || value === 'false') return value === 'true';
  return /^-?\d+$/.test(value) ? Number(value) : value;
}

/** Fields that are numbered from 0 are an array. */
function withArrays(node: any): any {
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, withArrays(value)] as const);
  const isArray = entries.length > 0 && entries.every(([key], place) => key === String(place));
  return isArray ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}
