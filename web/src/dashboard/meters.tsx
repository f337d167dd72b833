import { Link } from 'wouter';
import { UsageMeter } from '../ui/usage-meter.js';
import type { Usage } from './reads.js';

/** Shows how much of each feature is used. */
export function Meters({ usage }: { usage: Usage[] }) {
  if (usage.length === 0) return <p className="muted">The plan includes nothing that is counted.</p>;
  return usage.map((feature) => <Meter key={feature.feature} of={feature} />);
}

function Meter({ of }: { of: Usage }) {
  return <UsageMeter of={of} name={of.name} link={<Link href={`/usage/${of.feature}`}>{of.name}</Link>} />;
}
