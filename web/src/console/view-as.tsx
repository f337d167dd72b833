import { Unreachable, unwrap } from '@tenure/sdk';
import { useEffect, useState } from 'react';
import { messageOf } from '../api/problems.js';
import { useAct } from '../api/queries.js';
import { canView, showView, type View } from '../api/view-as.js';
import { Dialog } from '../ui/dialog.js';
import { Form } from '../ui/form.js';
import { count } from '../ui/format.js';
import { useWithCode } from './ask-code.js';
import { useApi } from './context.js';
import { type Business, businessKey } from './reads.js';

/** Shows an operator the pages that the owner of a business sees. */
export function ViewAsCustomer({ business }: { business: Business }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        View as customer
      </button>
      {open && <ViewDialog business={business} onClose={() => setOpen(false)} />}
    </>
  );
}

function ViewDialog({ business: { id, name }, onClose }: { business: Business; onClose: () => void }) {
  const api = useApi();
  const withCode = useWithCode();
  const [view, setView] = useState<View | null>(null);
  const begin = useAct(
    () =>
      withCode(() => unwrap(api.POST('/v1/admin/businesses/{id}/read-token', { params: { path: { id } } }))),
    {
      changes: [[...businessKey(id), 'audit']],
      inForm: true,
      then: ({ accessToken, expiresIn }) =>
        setView({ business: { id, name }, accessToken, endsAt: Date.now() + expiresIn * 1_000 }),
    },
  );
  return (
    <Dialog title={`View as ${name}`} onClose={onClose}>
      {view === null ? (
        <Form
          submit="Go on"
          onCancel={onClose}
          onSubmit={async () => {
            if (!(await canView())) throw new NotServed();
            await begin.mutateAsync(undefined);
          }}
          explain={(error) => {
            if (error instanceof NotServed)
              return 'These pages are in the dashboard, but this service does not serve it. Set PAGES to "on".';
            // A view may be asked for again.
            return error instanceof Unreachable ? messageOf(error) : undefined;
          }}
        >
          <p>
            You see the pages of their owner for ten minutes, and can change nothing. The audit log of {name}{' '}
            records each request.
          </p>
        </Form>
      ) : (
        <Ready view={view} onClose={onClose} />
      )}
    </Dialog>
  );
}

class NotServed extends Error {}

/** Opens the tab by a separate click, because browsers block tabs that open by themselves. */
function Ready({ view, onClose }: { view: View; onClose: () => void }) {
  const [end, setEnd] = useState<(() => void) | null>(null);
  useEffect(() => () => end?.(), [end]);
  const minutes = Math.max(1, Math.round((view.endsAt - Date.now()) / 60_000));
  return (
    <>
      <p>
        The pages open in a new tab, for {count(minutes, 'minute')}. Keep this window open until they are
        shown.
      </p>
      <div className="buttons">
        <button
          type="button"
          className="primary"
          onClick={() => {
            end?.();
            const stop = showView(view);
            setEnd(() => stop);
          }}
        >
          Open their pages
        </button>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </>
  );
}
