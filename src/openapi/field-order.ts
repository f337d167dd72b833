import type { Type } from '@nestjs/common';

/** A class to which the Swagger plugin has added its fields in the order of the source. */
type Described = Type<unknown> & {
  _OPENAPI_METADATA_FACTORY?: () => Record<string, { type?: unknown }>;
};

/**
 * The order in which the source declares the fields of `models` and of all classes in their fields, by class name. Nest lists
 * decorated fields first, which separates fields that belong together.
 */
export function fieldOrders(models: Type<unknown>[]): Map<string, string[]> {
  const orders = new Map<string, string[]>();
  const visit = (model: unknown): void => {
    if (typeof model !== 'function' || orders.has(model.name)) return;
    const fields = Object.assign({}, ...lineage(model as Described).map(ownFields)) as ReturnType<
      typeof ownFields
    >;
    orders.set(model.name, Object.keys(fields));
    for (const { type } of Object.values(fields)) for (const part of partsOf(type)) visit(part);
  };
  models.forEach(visit);
  return orders;
}

const ownFields = (model: Described) =>
  Object.hasOwn(model, '_OPENAPI_METADATA_FACTORY') ? (model._OPENAPI_METADATA_FACTORY?.() ?? {}) : {};

/** The classes in a field. The plugin writes them as arrow functions, so that they are evaluated late. */
const partsOf = (type: unknown): unknown[] =>
  [typeof type === 'function' && type.prototype === undefined ? (type as () => unknown)() : type].flat();

/** The class and its base classes, the base first. */
function lineage(model: Described): Described[] {
  const parent = Object.getPrototypeOf(model) as Described | null;
  return parent === null || parent === Function.prototype ? [model] : [...lineage(parent), model];
}

/** Puts the properties of a schema into the order of its source. */
export function orderFields(
  schema: { properties?: Record<string, unknown>; required?: string[] },
  order: string[],
): void {
  const byOrder = (a: string, b: string) => order.indexOf(a) - order.indexOf(b);
  const { properties } = schema;
  if (properties === undefined) return;
  schema.properties = Object.fromEntries(
    Object.keys(properties)
      .sort(byOrder)
      .map((name) => [name, properties[name]]),
  );
  schema.required?.sort(byOrder);
}
