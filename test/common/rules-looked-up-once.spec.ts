import { getMetadataStorage, IsString, MetadataStorage, validateSync } from 'class-validator';
import { lookUpRulesOnce } from '../../src/common/rules-looked-up-once.js';

describe('lookUpRulesOnce', () => {
  class Parent {
    @IsString() name: unknown;
  }
  class Child extends Parent {
    @IsString() nick: unknown;
  }
  const wrong = (dto: object) =>
    validateSync(dto)
      .map(({ property }) => property)
      .sort();

  it('goes through the rules once for each DTO and groups them once, and finds those that a DTO inherits', () => {
    const storage = getMetadataStorage();
    // As class-validator has it: a server of this worker may have called lookUpRulesOnce before.
    const search = jest
      .spyOn(storage, 'getTargetValidationMetadatas')
      .mockImplementation(MetadataStorage.prototype.getTargetValidationMetadatas);
    const group = jest
      .spyOn(storage, 'groupByPropertyName')
      .mockImplementation(MetadataStorage.prototype.groupByPropertyName);
    lookUpRulesOnce();
    for (let turn = 0; turn < 3; turn += 1) {
      expect(wrong(new Child())).toEqual(['name', 'nick']);
      expect(wrong(new Parent())).toEqual(['name']);
    }
    expect(search.mock.calls.map(([dto]) => dto)).toEqual([Child, Parent]);
    expect(group).toHaveBeenCalledTimes(2);
    expect(storage.getTargetValidationMetadatas(Child, '', false, false)).toHaveLength(2);
    jest.restoreAllMocks();
  });
});
