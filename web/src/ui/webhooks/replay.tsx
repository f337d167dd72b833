import { useAct } from '../../api/queries.js';
import { Action } from '../dialog.js';
import { count } from '../format.js';
import { useToast } from '../toasts.js';
import type { WebhookCalls } from './calls.js';

const DAYS = 3;

/** Sends the failed events of the last days again. */
export function ReplayFailed({ id, calls }: { id: string; calls: WebhookCalls }) {
  const toast = useToast();
  const replay = useAct(
    () => {
      const from = new Date(Date.now() - DAYS * 86_400_000).toISOString();
      return calls.replay(id, { from, only: 'failed' });
    },
    {
      changes: [['webhooks', id, 'deliveries']],
      inForm: true,
      then: ({ queued, continueFrom }) =>
        toast(
          `${count(queued, 'event is', 'events are')} sent again.${continueFrom === null ? '' : ' There are more: do it once more.'}`,
        ),
    },
  );
  return (
    <Action
      label="Send failed ones again"
      title="Send again what did not arrive?"
      confirm="Send them again"
      danger={false}
      onConfirm={() => replay.mutateAsync(undefined)}
    >
      <p>Every event of the last {DAYS} days that did not arrive is sent again.</p>
    </Action>
  );
}
