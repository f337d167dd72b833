import { type components, unwrap } from '@tenure/sdk';
import { useAct, useRead } from '../api/queries.js';
import { Button } from '../ui/button.js';
import { count, number, When } from '../ui/format.js';
import { Table } from '../ui/list.js';
import { BusinessLink } from './business-link.js';
import { useApi } from './context.js';
import { businessKey } from './reads.js';

export function useRenewals() {
  const api = useApi();
  return useRead(['renewals'], () => unwrap(api.GET('/v1/admin/renewals')));
}

/** Lists subscriptions whose renewal failed. Their renewal is tried again later. */
export function SetAside({ of }: { of: components['schemas']['SetAsideView'][] }) {
  return (
    <Table
      label="Set aside"
      items={of}
      idOf={({ subscriptionId }) => subscriptionId}
      empty="Nothing is set aside: every renewal succeeded."
      columns={[
        {
          title: 'Business',
          long: true,
          cell: ({ businessId, businessName }) => <BusinessLink id={businessId} name={businessName} />,
        },
        { title: 'Why', cell: ({ error }) => error },
        { title: 'Attempts', numeric: true, cell: ({ attempts }) => number(attempts) },
        { title: 'Next attempt', cell: ({ nextAttemptAt }) => <When at={nextAttemptAt} /> },
        {
          title: '',
          numeric: true,
          cell: ({ businessId, businessName }) => <Retry businessId={businessId} name={businessName} />,
        },
      ]}
    />
  );
}

function Retry({ businessId, name }: { businessId: string; name: string }) {
  const api = useApi();
  const retry = useAct(
    () =>
      unwrap(
        api.POST('/v1/admin/businesses/{id}/subscription/renew', { params: { path: { id: businessId } } }),
      ),
    { done: `${name} is renewed.`, changes: [['renewals'], businessKey(businessId)] },
  );
  return (
    <Button className="plain" act={retry} input={undefined}>
      Try now<span className="hidden"> to renew {name}</span>
    </Button>
  );
}

/** A duration in words: `nothing`, `40 seconds`, `3 minutes`, `2 hours`. */
export function duration(seconds: number): string {
  if (seconds < 1) return 'nothing';
  if (seconds < 120) return count(Math.round(seconds), 'second');
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${number(minutes)} minutes` : `${number(Math.round(minutes / 60))} hours`;
}
