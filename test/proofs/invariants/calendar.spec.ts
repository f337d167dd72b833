import { boundary, type Every } from '../../../invariants/calendar.js';

const month: Every = { unit: 'month', count: 1 };
const year: Every = { unit: 'year', count: 1 };

describe("The tests' own calendar knows", () => {
  it.each<[string, string, number, Every, string]>([
    ['31 Jan, a month', '2025-01-31T10:00:00.000Z', 1, month, '2025-02-28T10:00:00.000Z'],
    ['31 Jan of a leap year, a month', '2024-01-31T10:00:00.000Z', 1, month, '2024-02-29T10:00:00.000Z'],
    ['31 Jan, two months: no drift', '2025-01-31T10:00:00.000Z', 2, month, '2025-03-31T10:00:00.000Z'],
    ['31 Jan, three months', '2025-01-31T10:00:00.000Z', 3, month, '2025-04-30T10:00:00.000Z'],
    [
      '30 Nov, a quarter',
      '2025-11-30T00:00:00.000Z',
      1,
      { unit: 'month', count: 3 },
      '2026-02-28T00:00:00.000Z',
    ],
    ['29 Feb, a year', '2024-02-29T12:00:00.000Z', 1, year, '2025-02-28T12:00:00.000Z'],
    ['29 Feb, four years', '2024-02-29T12:00:00.000Z', 4, year, '2028-02-29T12:00:00.000Z'],
    [
      '29 Feb, to 2100, which is no leap year',
      '2096-02-29T12:00:00.000Z',
      4,
      year,
      '2100-02-28T12:00:00.000Z',
    ],
    [
      '15 Aug, 15 days',
      '2024-08-15T00:00:00.000Z',
      1,
      { unit: 'day', count: 15 },
      '2024-08-30T00:00:00.000Z',
    ],
    [
      'a week over the end of a year',
      '2024-12-28T23:59:59.999Z',
      1,
      { unit: 'week', count: 1 },
      '2025-01-04T23:59:59.999Z',
    ],
    [
      'a day of spring with 23 hours elsewhere',
      '2026-03-28T12:30:00.000Z',
      1,
      { unit: 'day', count: 1 },
      '2026-03-29T12:30:00.000Z',
    ],
    ['31 Dec, 14 months', '2022-12-31T00:00:00.000Z', 14, month, '2024-02-29T00:00:00.000Z'],
    ['the start itself', '2025-05-31T01:02:03.004Z', 0, month, '2025-05-31T01:02:03.004Z'],
    ['a month back', '2025-03-31T01:02:03.004Z', -1, month, '2025-02-28T01:02:03.004Z'],
    ['milliseconds', '2025-01-31T23:59:59.987Z', 1, month, '2025-02-28T23:59:59.987Z'],
  ])('%s', (_name, anchor, k, every, expected) => {
    expect(boundary(new Date(anchor), k, every).toISOString()).toBe(expected);
  });
});
