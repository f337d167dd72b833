import { SharedTime } from '../../src/common/shared-time.js';

describe('SharedTime', () => {
  it('is written as any other time, and is put into words once', () => {
    const time = new Date();
    const shared = new SharedTime(time);
    const toWords = jest.spyOn(shared, 'toISOString');
    expect(JSON.stringify([shared, { at: shared }])).toBe(JSON.stringify([time, { at: time }]));
    expect(toWords).toHaveBeenCalledTimes(1);
  });
});
