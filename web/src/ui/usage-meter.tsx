import type { components } from '@tenure/sdk';
import type { ReactNode } from 'react';
import { Day, inUnits, number, shareOf, State } from './format.js';
import { wholeOf } from './whole-of.js';

type Usage = components['schemas']['UsageView'];

interface Props {
  of: Usage;
  /** The name of the feature. */
  name: string;
  /** The name as a link to a page. */
  link?: ReactNode;
}

/** Shows how much of one feature is used, and what is left. */
export function UsageMeter({ of, name, link = name }: Props) {
  if (of.kind === 'switch')
    return (
      <div className="meter">
        <div>
          <span>{name}</span>
          <State of={of.allowed ? 'on' : 'off'} />
        </div>
      </div>
    );
  const used = of.used ?? 0;
  const whole = wholeOf(of);
  const label = whole === null ? inUnits(used, of.unit) : shareOf(used, whole, of.unit);
  return (
    <div className="meter">
      <div>
        <span>{link}</span>
        <span>
          {label} {whole !== null && used > whole && <State of="over limit" />}
        </span>
      </div>
      {whole !== null && (
        <meter
          min={0}
          max={Math.max(1, whole, used)}
          low={whole * 0.8}
          // Above this it is red: nothing is left.
          high={whole - 0.5}
          optimum={0}
          value={used}
          aria-label={`${name}: ${label}`}
        />
      )}
      <div className="muted">
        <span>{whole === null ? 'No limit' : `${number(of.remaining ?? 0)} left`}</span>
        {of.resetsAt !== null && of.resetsAt !== undefined && (
          <span>
            Back at zero on <Day at={of.resetsAt} />
          </span>
        )}
      </div>
    </div>
  );
}
