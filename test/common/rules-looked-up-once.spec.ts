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

  it('goes through the rules once for each DTO, and finds those that a DTO inherits', () => {
    const search = jest.spyOn(MetadataStorage.prototype, 'getTargetValidationMetadatas');
    lookUpRulesOnce();
    for (let turn = 0; turn < 3; turn += 1) {
      expect(wrong(new Child())).toEqual(['name', 'nick']);
      expect(wrong(new Parent())).toEqual(['name']);
    }
    expect(search.mock.calls.map(([dto]) => dto)).toEqual([Child, Parent]);
    expect(getMetadataStorage().getTargetValidationMetadatas(Child, '', false, false)).toHaveLength(2);
  });
});
