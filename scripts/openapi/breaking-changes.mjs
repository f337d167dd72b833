/**
 * Finds the changes from the document `before` to `after` that break a client of `before`: removed parts, values that a request may
 * no longer have, fields that it now must have, and fields that an answer no longer has. New paths, fields, values of an answer and
 * problems break no client. Returns one line for each change, which names the place.
 */
export function breakingChanges(before, after) {
  const found = new Set();
  const look = { before, after, say: (where, what) => found.add(`${where} ${what}`), seen: new Set() };
  for (const [path, item] of Object.entries(before.paths))
    for (const [method, operation] of Object.entries(item)) {
      const where = `${method.toUpperCase()} ${path}`;
      const now = after.paths[path]?.[method];
      if (now === undefined) look.say(where, 'is removed');
      else compareOperations(look, where, operation, now);
    }
  for (const [name, problem] of Object.entries(before.components.schemas).filter(([one]) => isAnswer(one))) {
    const now = after.components.schemas[name];
    if (now === undefined) look.say(name, 'is removed');
    else compareOutput(look, name, problem, now);
  }
  return [...found].sort();
}

/** Whether a schema is a problem or an event of webhooks. No path names these. */
const isAnswer = (name) => /(Problem|Event)$/.test(name);

/** A document without the parts that no client depends on: descriptions, examples, and the lists of problems of each operation. */
export function contractOf({ paths, components: { schemas } }) {
  const contract = { paths: bare(paths), components: { schemas: bare(schemas) } };
  for (const operation of Object.values(contract.paths).flatMap((item) => Object.values(item)))
    for (const status of Object.keys(operation.responses))
      if (Number(status) >= 400) delete operation.responses[status];
  return contract;
}

const WORDS = ['description', 'summary', 'example', 'examples', 'tags', 'headers', 'title'];

/** Removes the keywords of WORDS. A field in `properties` can have the same name, and stays. */
function bare(value, isFields = false) {
  if (Array.isArray(value)) return value.map((item) => bare(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => isFields || !WORDS.includes(name))
      .map(([name, part]) => [name, bare(part, !isFields && name === 'properties')]),
  );
}

function compareOperations(look, where, before, after) {
  if (before.operationId !== after.operationId) look.say(where, `is no longer ${before.operationId}`);
  const named = (parameters = []) => new Map(parameters.map((one) => [`${one.in} ${one.name}`, one]));
  const [old, now] = [named(before.parameters), named(after.parameters)];
  for (const [name, { schema, required }] of old) {
    if (!now.has(name)) look.say(`${where} ${name}`, 'is removed');
    else {
      if (now.get(name).required === true && required !== true) look.say(`${where} ${name}`, 'is required');
      compareInput(look, `${where} ${name}`, schema, now.get(name).schema);
    }
  }
  for (const [name, { required }] of now)
    if (!old.has(name) && required === true) look.say(`${where} ${name}`, 'is required');
  compareBodies(look, `${where} body`, before.requestBody, after.requestBody);
  for (const [status, response] of Object.entries(before.responses).filter(([code]) => Number(code) < 400)) {
    const answer = `${where} ${status}`;
    if (after.responses[status] === undefined) look.say(answer, 'is removed');
    else
      for (const [type, { schema }] of Object.entries(response.content ?? {})) {
        const next = after.responses[status].content?.[type];
        if (next === undefined) look.say(`${answer} ${type}`, 'is removed');
        else compareOutput(look, answer, schema, next.schema);
      }
  }
}

function compareBodies(look, where, before, after) {
  if (before === undefined && after?.required === true) look.say(where, 'is required');
  if (before === undefined) return;
  if (after === undefined) return look.say(where, 'is removed');
  if (after.required === true && before.required !== true) look.say(where, 'is required');
  for (const [type, { schema }] of Object.entries(before.content)) {
    const next = after.content[type];
    if (next === undefined) look.say(`${where} ${type}`, 'is removed');
    else compareInput(look, where, schema, next.schema);
  }
}

const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];

/** Compares what a client may send. Every request that was valid must stay valid. */
function compareInput(look, where, old, next) {
  const pair = resolved(look, 'in', where, old, next);
  if (pair === null) return;
  const [before, after] = pair;
  const [types, taken] = [typesOf(before), typesOf(after)];
  if (taken !== null && (types === null || types.some((type) => !takes(taken, type))))
    look.say(where, 'takes fewer types');
  const [values, takenValues] = [valuesOf(before), valuesOf(after)];
  if (takenValues !== null && (values === null || values.some((value) => !takenValues.includes(value))))
    look.say(where, 'takes fewer values');
  for (const bound of UPPER)
    if ((after[bound] ?? Infinity) < (before[bound] ?? Infinity)) look.say(where, `has a lower ${bound}`);
  for (const bound of LOWER)
    if ((after[bound] ?? -Infinity) > (before[bound] ?? -Infinity)) look.say(where, `has a higher ${bound}`);
  for (const form of ['pattern', 'format'])
    if (after[form] !== undefined && after[form] !== before[form]) look.say(where, `has another ${form}`);
  for (const name of after.required ?? [])
    if (!(before.required ?? []).includes(name)) look.say(`${where}.${name}`, 'is required');
  compareParts(look, where, before, after, compareInput);
}

/** Compares what a client may read. All fields must still exist, with the same types. New values break no client. */
function compareOutput(look, where, old, next) {
  const pair = resolved(look, 'out', where, old, next);
  if (pair === null) return;
  const [before, after] = pair;
  const [types, told] = [typesOf(before), typesOf(after)];
  if (types !== null && (told === null || told.some((type) => !takes(types, type))))
    look.say(where, 'is of other types');
  for (const name of before.required ?? [])
    if (name in (after.properties ?? {}) && !(after.required ?? []).includes(name))
      look.say(`${where}.${name}`, 'may be absent');
  compareParts(look, where, before, after, compareOutput);
}

function compareParts(look, where, before, after, compare) {
  for (const [name, schema] of Object.entries(before.properties ?? {})) {
    const next = after.properties?.[name];
    if (next === undefined) look.say(`${where}.${name}`, 'is removed');
    else compare(look, `${where}.${name}`, schema, next);
  }
  if (before.items !== undefined && after.items !== undefined)
    compare(look, `${where}[]`, before.items, after.items);
  const variants = (schema) => schema.oneOf ?? schema.anyOf ?? [];
  for (const variant of variants(before).filter(({ $ref }) => $ref !== undefined)) {
    const next = variants(after).find(({ $ref }) => $ref === variant.$ref);
    if (next === undefined) look.say(`${where} ${variant.$ref.split('/').at(-1)}`, 'is removed');
    else compare(look, where, variant, next);
  }
}

/** Both schemas without their references. Null if this pair was compared in this place before. */
function resolved({ before, after, seen }, way, where, old, next) {
  const name = `${way} ${where} ${old.$ref} ${next.$ref}`;
  const deep = where.length > 400;
  if (deep || seen.has(name)) return null;
  seen.add(name);
  return [flat(before, old), flat(after, next)];
}

/** A schema without `$ref` and `allOf`. A field that refers to a schema has its description in an `allOf` of one reference. */
function flat(document, schema) {
  const named = schema.$ref?.split('/').at(-1);
  const own = named === undefined ? schema : { ...document.components.schemas[named], ...schema };
  return (own.allOf ?? []).reduce((all, part) => ({ ...flat(document, part), ...all }), own);
}

const typesOf = ({ type }) => (type === undefined ? null : [type].flat());
const takes = (types, type) => types.includes(type) || (type === 'integer' && types.includes('number'));
const valuesOf = ({ enum: values, const: value }) => values ?? (value === undefined ? null : [value]);
