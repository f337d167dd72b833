import type { components } from '@tenure/sdk';
import { inUnits, When } from '../ui/format.js';
import { Table } from '../ui/list.js';
import { useClockNow, useFeatureNames, useUnits } from './reads.js';

type Grant = components['schemas']['GrantView'] & { feature: string };

/** Lists units that the business has in addition to its plan. */
export function Grants({ grants }: { grants: Grant[] }) {
  const nameOf = useFeatureNames();
  const unitOf = useUnits();
  const now = useClockNow();
  return (
    <Table
      label="Extra units"
      items={grants}
      idOf={({ id }) => id}
      empty="You have no extra units. They would be listed here with the day on which they expire."
      columns={[
        { title: 'Of', cell: ({ feature }) => nameOf(feature) },
        { title: 'Why', cell: ({ reason }) => reason },
        { title: 'Expires', cell: ({ expiresAt }) => <When at={expiresAt} now={now} /> },
        {
          title: 'Left',
          numeric: true,
          cell: ({ feature, remaining }) => inUnits(remaining, unitOf(feature)),
        },
      ]}
    />
  );
}
