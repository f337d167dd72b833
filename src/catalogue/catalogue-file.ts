import { readFile, stat } from 'node:fs/promises';
import { parseDocument, stringify } from 'yaml';
import { withDefaults } from '../billing-plans/index.js';
import { ValidationFailed } from '../common/domain-error.js';
import { DtoPipe } from '../common/dto.pipe.js';
import { CatalogueDto } from './catalogue.dto.js';
import type { Catalogue, CataloguePlan, WantedCatalogue } from './catalogue.js';
import { CatalogueRefused } from './catalogue-refused.error.js';

const LARGEST_FILE = 1024 * 1024;

/** Reads a catalogue from a file in YAML or JSON. @throws CatalogueRefused that names all that is wrong */
export async function readCatalogue(path: string): Promise<WantedCatalogue> {
  const refuse = (error: Error): never => {
    throw new CatalogueRefused(`The catalogue ${path} cannot be read: ${error.message}`);
  };
  const { size } = await stat(path).catch(refuse);
  if (size > LARGEST_FILE) throw new CatalogueRefused(`The catalogue ${path} is larger than 1 MiB.`);
  return parseCatalogue(await readFile(path, 'utf8').catch(refuse), path);
}

/** Reads a catalogue from a text. Error messages call the text `name`. */
export async function parseCatalogue(text: string, name: string): Promise<WantedCatalogue> {
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ message }) => message.split('\n')[0] as string);
    throw new CatalogueRefused(`The catalogue ${name} is not valid YAML:`, problems);
  }
  const content = read(document, name);
  let dto: CatalogueDto;
  try {
    dto = (await new DtoPipe().transform(content, { type: 'body', metatype: CatalogueDto })) as CatalogueDto;
  } catch (error) {
    if (!(error instanceof ValidationFailed)) throw error;
    const { errors } = error.members as { errors: { field: string; message: string }[] };
    const problems = errors.map(({ field, message }) => `${named(field, content)} ${message}`);
    throw new CatalogueRefused(`The catalogue ${name} is wrong:`, problems);
  }
  const wanted = wantedBy(dto);
  const problems = contradictions(wanted);
  if (problems.length > 0) throw new CatalogueRefused(`The catalogue ${name} is wrong:`, problems);
  return wanted;
}

/** Writes a catalogue as a file, without values that are the default. */
export function writeCatalogue(catalogue: Catalogue): string {
  return stringify(withoutDefaults(catalogue), { lineWidth: 120 });
}

/** The catalogue in the form of its file, without values that are the default. */
export function withoutDefaults({ features, plans }: Catalogue): object {
  return {
    features: features.map(({ retired, ...feature }) => ({ ...feature, ...(retired && { retired }) })),
    plans: plans.map(shortPlan),
  };
}

function shortPlan({ archived, isDefault, ...plan }: CataloguePlan): object {
  const { code, name, price, interval } = plan;
  const defaults = { ...withDefaults({ code, name, price, interval }) };
  // The default of `whenTrialEnds` depends on `selfService`.
  defaults.whenTrialEnds = withDefaults({ ...plan, whenTrialEnds: undefined }).whenTrialEnds;
  const stated = Object.entries(plan).filter(
    ([field, value]) =>
      ['code', 'name', 'price', 'interval'].includes(field) ||
      JSON.stringify(value) !== JSON.stringify(defaults[field as keyof typeof defaults]),
  );
  return { ...Object.fromEntries(stated), ...(isDefault && { isDefault }), ...(archived && { archived }) };
}

/**
 * Returns the content of the file, which must be an object. An empty file is refused: with `prune` it would take everything off
 * sale.
 */
function read(document: ReturnType<typeof parseDocument>, name: string): object {
  let content: unknown;
  try {
    content = document.toJS();
  } catch (error) {
    throw new CatalogueRefused(`The catalogue ${name} is not valid YAML: ${(error as Error).message}`);
  }
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content;
  throw new CatalogueRefused(`The catalogue ${name} must have "features" and "plans".`);
}

const wantedBy = ({ features = [], plans = [] }: CatalogueDto): WantedCatalogue => ({
  features: features.map(({ key, name, unit, kind, retired = false }) => ({
    key,
    name,
    unit,
    kind,
    retired,
  })),
  plans: plans.map((plan) => ({
    ...withDefaults(plan),
    isDefault: plan.isDefault,
    archived: plan.archived ?? false,
  })),
});

function contradictions({ features, plans }: WantedCatalogue): string[] {
  const standard = plans.filter(({ isDefault }) => isDefault === true);
  return [
    ...repeated(features.map(({ key }) => key)).map((key) => `feature ${key} is there twice`),
    ...repeated(plans.map(({ code }) => code)).map((code) => `plan ${code} is there twice`),
    ...(standard.length > 1
      ? [`only one plan can be the default, not ${standard.map(({ code }) => code).join(' and ')}`]
      : []),
    ...standard
      .filter(({ visibility, archived }) => visibility === 'hidden' || archived)
      .map(({ code }) => `plan ${code} cannot be the default, because it is hidden or archived`),
  ];
}

const repeated = (names: string[]): string[] => [
  ...new Set(names.filter((name, place) => names.indexOf(name) !== place)),
];

/** Names a field for people: `plans.3.price.amount` becomes `plan pro: price.amount`. */
function named(field: string, content: object): string {
  const [list = '', place = '', ...rest] = field.split('.');
  const items = (content as Record<string, unknown>)[list];
  const item = Array.isArray(items)
    ? (items[Number(place)] as Record<string, unknown> | undefined)
    : undefined;
  const name = list === 'plans' ? item?.code : list === 'features' ? item?.key : undefined;
  if (typeof name !== 'string') return field;
  return [`${list.slice(0, -1)} ${name}:`, rest.join('.')].join(' ').trim();
}
