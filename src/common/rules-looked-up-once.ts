import { getMetadataStorage } from 'class-validator';

/**
 * Makes class-validator search and group the rules of a DTO once for each class. By itself it searches the rules of all DTOs at
 * every request (https://github.com/typestack/class-validator/issues/2686), which is half of its cost. A class has all its rules
 * before it has an instance, so the result stays right.
 *
 * The result does not depend on the options of the search, because the only caller, `DtoPipe`, uses no groups.
 */
export function lookUpRulesOnce(): void {
  const storage = getMetadataStorage();
  const search = storage.getTargetValidationMetadatas.bind(storage);
  const found = new Map<Parameters<typeof search>[0], ReturnType<typeof search>>();
  storage.getTargetValidationMetadatas = (dto, ...options) => {
    let rules = found.get(dto);
    if (rules === undefined) found.set(dto, (rules = search(dto, ...options)));
    return rules;
  };
  const group = storage.groupByPropertyName.bind(storage);
  const grouped = new WeakMap<Parameters<typeof group>[0], ReturnType<typeof group>>();
  storage.groupByPropertyName = (rules) => {
    let groups = grouped.get(rules);
    if (groups === undefined) grouped.set(rules, (groups = group(rules)));
    return groups;
  };
}
