import type { components } from '@tenure/sdk';
import { money } from './format.js';

/** Shows what a change costs now, with its lines. */
export function DueNow({ of, label }: { of: components['schemas']['DueNowView']; label: string }) {
  const { amount, tax, currency, lines } = of;
  const inMoney = (value: number) => money({ amount: value, currency });
  return (
    <dl className="sums">
      {lines.map((line) => (
        <div key={line.description}>
          <dt>{line.description}</dt>
          <dd>{inMoney(line.amount)}</dd>
        </div>
      ))}
      {tax !== null && tax > 0 && (
        <div>
          <dt>Tax</dt>
          <dd>{inMoney(tax)}</dd>
        </div>
      )}
      <div>
        <dt>
          {label}
          {tax === null && ', without tax'}
        </dt>
        <dd>{inMoney(amount)}</dd>
      </div>
    </dl>
  );
}
