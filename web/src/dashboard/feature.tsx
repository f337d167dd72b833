import { Load } from '../ui/list.js';
import { Page, Section } from '../ui/page.js';
import { UsageMeter } from '../ui/usage-meter.js';
import { DailyPlot } from './daily-plot.js';
import { Grants } from './grants.js';
import { Held } from './held.js';
import { useFeatureNames, useUsage } from './reads.js';
import { Cycles } from './usage.js';

/** Shows one feature: what is left, and for a metered feature what was used by day and cycle, and its extra units. */
export function FeaturePage({ feature }: { feature: string }) {
  const usage = useUsage();
  const featureName = useFeatureNames();
  return (
    <Page title={featureName(feature)} crumbs={[['Usage', '/usage']]}>
      <Load query={usage}>
        {({ data }) => {
          const found = data.find((each) => each.feature === feature);
          if (found === undefined) return <p className="empty">Your plan does not have this feature.</p>;
          return (
            <>
              <Section title="This cycle">
                <UsageMeter of={found} name={found.name} />
              </Section>
              {found.kind === 'metered' && (
                <>
                  <Section title="The last 90 days">
                    <DailyPlot of={found} days={90} />
                  </Section>
                  <Section title="Cycles">
                    <Cycles feature={feature} />
                  </Section>
                  <Section title="Extra units">
                    <Grants grants={found.grants.map((grant) => ({ ...grant, feature }))} />
                  </Section>
                </>
              )}
              {found.kind === 'allocated' && (
                <Section title="Held now">
                  <Held feature={feature} />
                </Section>
              )}
            </>
          );
        }}
      </Load>
    </Page>
  );
}
