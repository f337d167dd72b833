import { type components, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { useAct, usePages } from '../api/queries.js';
import { Button } from '../ui/button.js';
import { Action } from '../ui/dialog.js';
import { number, When } from '../ui/format.js';
import { List, Load } from '../ui/list.js';
import { Facts, Page, Section } from '../ui/page.js';
import { useApi } from './context.js';
import { duration, SetAside, useRenewals } from './set-aside.js';

type Run = components['schemas']['RenewalRunView'];

/** Shows how renewals go, and runs them by hand. */
export function RenewalsPage() {
  const renewals = useRenewals();
  return (
    <Page title="Renewals">
      <Load query={renewals}>
        {({ lastRunAt, lagSeconds, due, setAside }) => (
          <>
            <Section title="Now">
              <Facts
                of={[
                  ['Last run', <When key="run" at={lastRunAt} />],
                  ['Due', number(due)],
                  ['Behind by', duration(lagSeconds)],
                ]}
              />
            </Section>
            <Section title="Set aside">
              <SetAside of={setAside} />
            </Section>
          </>
        )}
      </Load>
      <RunSection />
      <History />
    </Page>
  );
}

function RunSection() {
  const api = useApi();
  const [result, setResult] = useState<{ of: Run; tried: boolean } | null>(null);
  const run = useAct(
    async (dryRun: boolean) => ({
      of: await unwrap(api.POST('/v1/admin/renewals', { params: { query: { dryRun } } })),
      tried: dryRun,
    }),
    { inForm: true, changes: [['renewals'], ['business']], then: setResult },
  );
  const tryIt = useAct((_: undefined) => run.mutateAsync(true), { changes: [] });
  return (
    <Section title="Run them now">
      <p>They run by themselves every few seconds. Running them twice renews nothing twice.</p>
      <div className="buttons">
        <Button act={tryIt} input={undefined}>
          Try without writing
        </Button>
        <Action
          label="Run"
          title="Run the renewals now?"
          confirm="Run them"
          danger={false}
          onConfirm={() => run.mutateAsync(false)}
        >
          <p>Every cycle that is over is renewed, switched or ended, as its plan says.</p>
        </Action>
      </div>
      {result !== null && (
        <div role="status">
          <p>{result.tried ? 'A run would do this now:' : 'The run did this:'}</p>
          <Facts
            of={[
              ['Renewed', number(result.of.renewed)],
              ['Switched', number(result.of.switched)],
              ['Ended', number(result.of.ended)],
              ['Set aside', number(result.of.setAside)],
            ]}
          />
        </div>
      )}
    </Section>
  );
}

/** Lists the runs that had something to do. */
function History() {
  const api = useApi();
  const runs = usePages(['renewals', 'runs'], (cursor) =>
    unwrap(api.GET('/v1/admin/renewals/runs', { params: { query: { cursor } } })),
  );
  return (
    <Section title="Runs of the last 14 days">
      <List
        label="Runs"
        query={runs}
        idOf={({ id }) => id}
        empty="No run had anything to do."
        columns={[
          { title: 'When', cell: ({ at }) => <When at={at} /> },
          { title: 'Renewed', numeric: true, cell: ({ renewed }) => number(renewed) },
          { title: 'Switched', numeric: true, cell: ({ switched }) => number(switched) },
          { title: 'Ended', numeric: true, cell: ({ ended }) => number(ended) },
          { title: 'Set aside', numeric: true, cell: ({ setAside }) => number(setAside) },
          { title: 'Took', numeric: true, cell: ({ ms }) => `${number(ms)} ms` },
        ]}
      />
    </Section>
  );
}
