import { readFile, writeFile } from 'node:fs/promises';

/**
 * Writes the JSON Schema of catalogue files: the bodies that operators send to create features and plans, from
 * openapi/operator.json, and the fields that only the file has. With --check it fails if the schema differs.
 */
const root = new URL('../', import.meta.url);
const target = new URL('examples/catalogue/catalogue.schema.json', root);
const { components } = JSON.parse(await readFile(new URL('openapi/operator.json', root), 'utf8'));
const { CreateFeatureDto, CreatePlanDto } = components.schemas;

const text = `${JSON.stringify(schema(), null, 2)}\n`;
if (!process.argv.includes('--check')) await writeFile(target, text);
else if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
  console.error(
    'examples/catalogue/catalogue.schema.json is not what openapi/operator.json says: npm run catalogue:schema',
  );
  process.exitCode = 1;
}

function schema() {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'The features and plans of a catalogue',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      features: listOf(CreateFeatureDto, {
        retired: {
          type: 'boolean',
          default: false,
          description: 'A retired feature gets no new limits. Plans that have it keep it.',
        },
      }),
      plans: listOf(CreatePlanDto, {
        archived: {
          type: 'boolean',
          default: false,
          description: 'An archived plan is not on sale. Subscriptions on it go on.',
        },
      }),
    },
  };
}

function listOf(body, more) {
  return {
    type: 'array',
    maxItems: 500,
    items: standalone({ ...body, properties: { ...body.properties, ...more } }),
  };
}

/** Replaces references by the schemas that they name. OpenAPI's `example` is `examples` in JSON Schema. */
function standalone(part) {
  if (Array.isArray(part)) return part.map(standalone);
  if (typeof part !== 'object' || part === null) return part;
  if (part.$ref !== undefined) return standalone(components.schemas[part.$ref.split('/').at(-1)]);
  const { example, ...rest } = part;
  const entries = Object.entries(rest).map(([name, value]) => [name, standalone(value)]);
  return Object.fromEntries(example === undefined ? entries : [...entries, ['examples', [example]]]);
}
