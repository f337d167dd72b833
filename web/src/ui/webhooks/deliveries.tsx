import { type ReactNode, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useAct, usePages } from '../../api/queries.js';
import { Button } from '../button.js';
import { State, When } from '../format.js';
import { List } from '../list.js';
import { Attempts } from './attempts.js';
import { type Delivery, DELIVERY_STATES, type WebhookCalls } from './calls.js';
import { ReplayFailed } from './replay.js';

interface Props {
  webhookId: string;
  calls: WebhookCalls;
  businessOf?: (delivery: Delivery) => ReactNode;
}

/** Lists what was sent to a webhook. The filter is in the address of the page, so that "back" works. */
export function Deliveries({ webhookId: id, calls, businessOf }: Props) {
  const [params, setParams] = useSearchParams();
  const [shown, setShown] = useState<Delivery | null>(null);
  const state = DELIVERY_STATES.find((each) => each === params.get('state'));
  const deliveries = usePages(['webhooks', id, 'deliveries', state ?? ''], (cursor) =>
    calls.deliveries(id, { state, cursor }),
  );
  const replay = useAct((eventId: string) => calls.replay(id, { eventId }), {
    done: 'It is sent again.',
    changes: [['webhooks', id, 'deliveries']],
  });
  return (
    <>
      <div className="inline">
        <div className="field">
          <label htmlFor="state">State</label>
          <select
            id="state"
            value={state ?? ''}
            onChange={({ target }) => setParams(target.value === '' ? {} : { state: target.value })}
          >
            <option value="">All</option>
            {DELIVERY_STATES.map((each) => (
              <option key={each} value={each}>
                {each === 'givenUp' ? 'given up' : each}
              </option>
            ))}
          </select>
        </div>
        <ReplayFailed id={id} calls={calls} />
      </div>
      <List
        label="Deliveries"
        query={deliveries}
        idOf={({ eventId }) => eventId}
        empty={
          state === undefined
            ? 'Nothing was sent yet. Send a test, or wait for something to happen.'
            : 'There is no such delivery.'
        }
        columns={[
          { title: 'Event', cell: ({ type }) => type },
          ...(businessOf === undefined ? [] : [{ title: 'Business', long: true, cell: businessOf }]),
          { title: 'State', cell: (delivery) => <State of={delivery.state} /> },
          { title: 'Tries', numeric: true, cell: ({ attemptCount }) => attemptCount },
          { title: 'Last answer', cell: ({ lastStatus, lastError }) => lastError ?? lastStatus ?? '–' },
          { title: 'When', cell: ({ createdAt }) => <When at={createdAt} exact /> },
          {
            title: '',
            numeric: true,
            cell: (delivery) => (
              <div className="buttons">
                <button type="button" className="plain" onClick={() => setShown(delivery)}>
                  Show<span className="hidden"> the tries of {delivery.type}</span>
                </button>
                {delivery.state !== 'pending' && (
                  <Button className="plain" act={replay} input={delivery.eventId}>
                    Send again<span className="hidden"> {delivery.type}</span>
                  </Button>
                )}
              </div>
            ),
          },
        ]}
      />
      {shown !== null && <Attempts webhookId={id} of={shown} calls={calls} onClose={() => setShown(null)} />}
    </>
  );
}
