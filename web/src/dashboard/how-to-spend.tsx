import { Section } from '../ui/page.js';
import { useUsage } from './reads.js';

/** Shows the request by which a program spends, for somebody who has just made a key. */
export function HowToSpend() {
  const feature = useUsage().data?.data.find(({ kind }) => kind === 'metered')?.feature;
  if (feature === undefined) return null;
  return (
    <Section title="How a program spends">
      <pre>
        <code>
          {[
            `curl ${location.origin}/v1/usage \\`,
            `  -H 'X-Api-Key: <the key>' \\`,
            `  -H 'Content-Type: application/json' \\`,
            `  -H 'Idempotency-Key: <a name of the work>' \\`,
            `  -d '{"feature": "${feature}", "amount": 1}'`,
          ].join('\n')}
        </code>
      </pre>
      <p className="muted">
        The answer 200 means that all units are spent, and 402 that the limit is reached. A request that is
        sent twice with the same idempotency key spends once.
      </p>
    </Section>
  );
}
