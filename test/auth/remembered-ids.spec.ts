import { RememberedIds } from '../../src/auth/access/remembered-ids.js';

describe('Remembered external ids', () => {
  it('are bounded: the oldest is dropped first', () => {
    const ids = new RememberedIds(2);
    for (const [externalId, businessId] of [
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
      ['c', '4'],
    ] as const)
      ids.add('key', externalId, businessId);
    expect(ids.size).toBe(2);
    expect(['a', 'b', 'c'].map((externalId) => ids.find('key', externalId))).toEqual([null, '2', '4']);
  });

  it('belong to one key', () => {
    const ids = new RememberedIds();
    ids.add('key', 'a', '1');
    expect(ids.find('other', 'a')).toBeNull();
  });
});
