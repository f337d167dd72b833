import { RememberedIds } from '../../src/auth/access/remembered-ids.js';

describe('Remembered external ids', () => {
  it('are bounded: the oldest is dropped first', () => {
    const ids = new RememberedIds(2);
    for (const [externalId, businessId] of [
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ] as const)
      ids.add(externalId, businessId);
    expect(ids.size).toBe(2);
    expect([ids.find('a'), ids.find('b'), ids.find('c')]).toEqual([null, '2', '3']);
    ids.forget('b');
    expect(ids.find('b')).toBeNull();
  });
});
