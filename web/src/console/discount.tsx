import type { components } from '@tenure/sdk';
import { useId } from 'react';
import { Field, type Values } from '../ui/form.js';
import { priceText } from './minor-units.js';
import { amountIn, readAll, wholeIn } from './numbers-in.js';

type Discount = components['schemas']['DiscountView'];
export type DiscountKind = 'none' | 'percent' | 'amount';

export const kindOf = (discount: Discount | null): DiscountKind =>
  discount === null ? 'none' : discount.percent === undefined ? 'amount' : 'percent';

interface Props {
  kind: DiscountKind;
  choose: (kind: DiscountKind) => void;
  of: Discount | null;
  currency: string;
}

/** The fields for the chosen kind of discount. */
export function DiscountFields({ kind, choose, of, currency }: Props) {
  const id = useId();
  return (
    <>
      <div className="field">
        <label htmlFor={id}>Discount</label>
        <select
          id={id}
          name="discount.kind"
          value={kind}
          onChange={({ target }) => choose(target.value as DiscountKind)}
        >
          <option value="none">None</option>
          <option value="percent">A percentage</option>
          <option value="amount">An amount in {currency}</option>
        </select>
      </div>
      {kind === 'percent' && (
        <Field
          label="Per cent off"
          name="discount.percent"
          type="number"
          defaultValue={of?.percent?.toString() ?? ''}
        />
      )}
      {kind === 'amount' && (
        <Field
          label={`Amount off in ${currency}`}
          name="discount.amount"
          defaultValue={priceText(of?.amount ?? null, currency)}
        />
      )}
      {kind !== 'none' && (
        <Field
          label="For how many invoices"
          name="discount.cycles"
          type="number"
          required={false}
          defaultValue={of?.cycles?.toString() ?? ''}
          hint="If you leave it empty: for every invoice."
        />
      )}
    </>
  );
}

/** Reads the discount from the fields. */
export function discountOf(values: Values, kind: DiscountKind, currency: string): Discount | null {
  if (kind === 'none') return null;
  const cycles = values.textIfAny('discount.cycles');
  const found = readAll({
    cycles: () => (cycles === undefined ? null : wholeIn(values, 'discount.cycles')),
    size: () =>
      kind === 'percent'
        ? { percent: wholeIn(values, 'discount.percent') }
        : { amount: amountIn(values, 'discount.amount', currency) },
  });
  return { cycles: found.cycles, ...found.size };
}
