import type { components } from '@tenure/sdk';
import { Day, money } from './format.js';
import { Load, type LoadProps } from './list.js';
import { Section } from './page.js';

type Next = components['schemas']['UpcomingView'];

const WORDS: Record<Next['event'], string> = {
  renew: 'A new cycle begins',
  switch: 'The plan changes',
  end: 'The subscription ends',
};

/** Shows the ends of the next cycles, with their days. */
export function UpcomingList({
  query,
  nameOf,
  priced = true,
}: {
  query: LoadProps<{ data: Next[] }>['query'];
  /** The name of a plan by its code. */
  nameOf: (planCode: string) => string;
  /** Whether to show what each cycle costs. */
  priced?: boolean;
}) {
  return (
    <Section title="What comes next">
      <Load query={query} rows={2}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="muted">Nothing is planned.</p>
          ) : (
            <ul className="plainlist">
              {data.map(({ index, startsAt, event, planCode, amount, currency }) => (
                <li key={index}>
                  <Day at={startsAt} />: {WORDS[event]}
                  {event !== 'end' && (
                    <span className="muted">
                      {event === 'switch' ? ' to' : ' on plan'} {nameOf(planCode)}
                    </span>
                  )}
                  {priced && amount !== undefined && currency !== undefined && amount > 0 && (
                    <>: {money({ amount, currency })}</>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Load>
    </Section>
  );
}
