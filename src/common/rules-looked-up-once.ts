import { getMetadataStorage } from 'class-validator';

/**
 * class-validator goes through the rules of all DTOs for those of one, at every request
 * (https://github.com/typestack/class-validator/issues/2686): half of what it costs. A class has all its rules before anything
 * can be an instance of it, so they are found once.
 *
 * The options of the search are not part of the memory: the one caller, `DtoPipe`, uses no groups.
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
}
