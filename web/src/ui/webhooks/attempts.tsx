import { useRead } from '../../api/queries.js';
import { Dialog } from '../dialog.js';
import { When } from '../format.js';
import { Load, Table } from '../list.js';
import { Facts } from '../page.js';
import type { Delivery, WebhookCalls } from './calls.js';

interface Props {
  webhookId: string;
  of: Delivery;
  calls: WebhookCalls;
  onClose: () => void;
}

/** Lists the tries to deliver one event, with the answer of each. */
export function Attempts({ webhookId, of, calls, onClose }: Props) {
  const delivery = useRead(['webhooks', webhookId, 'deliveries', 'one', of.eventId], () =>
    calls.delivery(webhookId, of.eventId),
  );
  return (
    <Dialog title={of.type} onClose={onClose}>
      <Facts
        of={[
          ['Event', <code key="id">{of.eventId}</code>],
          ['Next try', <When key="next" at={of.nextAttemptAt} exact never="none" />],
        ]}
      />
      <Load query={delivery}>
        {({ attempts }) => (
          <Table
            label="Tries"
            items={attempts}
            idOf={({ number }) => String(number)}
            empty="It was not tried yet."
            columns={[
              { title: 'Try', numeric: true, cell: ({ number }) => number },
              { title: 'When', cell: ({ at }) => <When at={at} exact /> },
              { title: 'Answer', cell: ({ status, error }) => error ?? status ?? 'none' },
              { title: 'Took', numeric: true, cell: ({ ms }) => `${ms}\u00a0ms` },
            ]}
          />
        )}
      </Load>
      <div className="buttons">
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
