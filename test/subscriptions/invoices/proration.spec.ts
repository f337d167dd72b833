import fc from 'fast-check';
import { dueFor, linesOfChange, type Proration } from '../../../src/subscriptions/invoices/proration.js';

const DAY = 86_400_000;
const amount = fc.integer({ min: 0, max: 1_000_000_000_000 });
const prorations: fc.Arbitrary<Proration> = fc
  .record({
    whole: amount,
    billed: amount,
    length: fc.integer({ min: 1, max: 3650 * DAY }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    keepsCycle: fc.boolean(),
  })
  .map(({ part, ...rest }) => ({ ...rest, left: Math.floor(rest.length * part) }));

/** Half a unit is rounded up. */
const exact = ({ whole, billed, left, length, keepsCycle }: Proration): bigint =>
  BigInt(whole) * BigInt(keepsCycle ? left : length) - BigInt(billed) * BigInt(left);

describe('What a change of plan costs', () => {
  it.each([
    [{ whole: 4900, billed: 0, left: 10 * DAY, length: 30 * DAY, keepsCycle: true }, 1633],
    [{ whole: 9900, billed: 4900, left: 15 * DAY, length: 30 * DAY, keepsCycle: true }, 2500],
    [{ whole: 49_000, billed: 4900, left: 15 * DAY, length: 30 * DAY, keepsCycle: false }, 46_550],
    [{ whole: 1200, billed: 12_000, left: 300 * DAY, length: 365 * DAY, keepsCycle: false }, -8663],
    [{ whole: 4900, billed: 4900, left: 15 * DAY, length: 30 * DAY, keepsCycle: true }, 0],
    [{ whole: 4900, billed: 0, left: 1, length: 30 * DAY, keepsCycle: true }, 1],
    [{ whole: 5, billed: 2, left: 1, length: 2, keepsCycle: true }, 2],
  ])('%j is %i', (proration, due) => expect(dueFor(proration)).toBe(due));

  it('is within half a unit of the exact amount, and never nothing where something is owed', () => {
    fc.assert(
      fc.property(prorations, (proration) => {
        const owed = exact(proration);
        const due = dueFor(proration);
        const error = BigInt(due) * BigInt(proration.length) - owed;
        if (owed > 0n && 2n * owed < BigInt(proration.length)) expect(due).toBe(1);
        else expect(2n * (error < 0n ? -error : error) <= BigInt(proration.length)).toBe(true);
      }),
    );
  });

  it('has lines whose sum it is, of which only what is taken off is below 0', () => {
    fc.assert(
      fc.property(prorations, fc.integer({ min: 0, max: 1_000_000 }), (proration, off) => {
        const due = dueFor(proration);
        fc.pre(due > 0);
        const line = (description: string, of: number) => ({
          description,
          quantity: 1,
          unitAmount: of,
          amount: of,
        });
        const whole = [line('Scale', proration.whole + off), ...(off > 0 ? [line('Discount', -off)] : [])];
        const [plan, ...others] = linesOfChange(whole, due, 'Pro', proration);
        expect(plan!.amount).toBeGreaterThan(0);
        for (const other of others) expect(other.amount).toBeLessThan(0);
        expect([plan!, ...others].reduce((sum, each) => sum + BigInt(each.amount), 0n)).toBe(BigInt(due));
      }),
    );
  });

  it('costs as much in two steps as in one, but for rounding', () => {
    fc.assert(
      fc.property(prorations, amount, (proration, between) => {
        const kept = { ...proration, keepsCycle: true };
        const steps = [
          { ...kept, whole: between },
          { ...kept, billed: between },
        ].map(dueFor);
        expect(Math.abs(steps[0]! + steps[1]! - dueFor(kept))).toBeLessThanOrEqual(3);
      }),
    );
  });
});
