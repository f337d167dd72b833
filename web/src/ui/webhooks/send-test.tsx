import { useState } from 'react';
import { useAct } from '../../api/queries.js';
import { Button } from '../button.js';
import { Dialog } from '../dialog.js';
import type { WebhookCalls } from './calls.js';

/** Sends a test event now, and shows the answer. */
export function SendTest({ id, calls }: { id: string; calls: WebhookCalls }) {
  const [asked, setAsked] = useState(false);
  const test = useAct(() => calls.test(id), {
    changes: [['webhooks', id, 'deliveries']],
    then: () => setAsked(true),
  });
  return (
    <>
      <Button act={test} input={undefined}>
        Send a test
      </Button>
      {asked && test.data !== undefined && (
        <Dialog title="The test" onClose={() => setAsked(false)}>
          <p className={`alert ${test.data.error === null ? 'good' : 'bad'}`}>
            {test.data.error === null
              ? `Answered with ${test.data.status} after ${test.data.ms}\u00a0ms.`
              : `It failed (${test.data.status ?? 'no answer'}, ${test.data.ms}\u00a0ms): ${test.data.error}`}
          </p>
          <div className="buttons">
            <button type="button" onClick={() => setAsked(false)}>
              Close
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
