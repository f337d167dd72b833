import { Section } from '../ui/page.js';
import { useUsage } from './reads.js';

/** What a program sends to spend, for somebody who has just made a key. */
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
        200 grants all of it, and 402 says that the limit is reached. With the same idempotency key, a request
        that is sent twice spends once.
      </p>
    </Section>
  );
}
