/** A form of Stripe: nested fields, with numbers and booleans as such. */
export type Form = { [key: string]: any };

/** Fields whose values are always text. */
const TEXT = new Set(['metadata', 'address', 'name', 'description', 'email', 'memo', 'number']);

/** Reads `lines[0][price_data][currency]=eur` as Stripe does, from a body or a query. */
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

/** Turns fields that are numbered from 0 into an array. */
function withArrays(node: any): any {
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, withArrays(value)] as const);
  const isArray = entries.length > 0 && entries.every(([key], place) => key === String(place));
  return isArray ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}
