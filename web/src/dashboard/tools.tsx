import { unwrap } from '@tenure/sdk';
import { useContext, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useAct } from '../api/queries.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { HoldOpen } from '../ui/hold-open.js';
import { LogOut } from '../ui/log-out.js';
import { useSwitch } from './choose-business.js';
import { useSession } from './context.js';

/** Shows the switcher and the log-out, at the top of every page. */
export function Tools() {
  const { businesses, businessId } = useSession();
  const [open, setOpen] = useState(false);
  const here = businesses.find(({ id }) => id === businessId);
  return (
    <>
      <button type="button" className="switcher" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <span className="hidden">Business: </span>
        {here?.name ?? 'Choose a business'}
      </button>
      <LogOut app="dashboard" />
      {open && <Switcher onClose={() => setOpen(false)} />}
    </>
  );
}

function Switcher({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Go to a business" onClose={onClose}>
      <Choices onClose={onClose} />
    </Dialog>
  );
}

/** Lists the businesses as buttons. A select box would switch at every arrow key. */
function Choices({ onClose }: { onClose: () => void }) {
  const { businesses, businessId } = useSession();
  const [, go] = useLocation();
  const change = useSwitch();
  const holdOpen = useContext(HoldOpen);
  useEffect(() => holdOpen(change.isPending), [holdOpen, change.isPending]);
  const close = () => !change.isPending && onClose();
  const usable = businesses.filter(({ suspended, closedAt }) => !suspended && closedAt === null);
  return (
    <>
      <ul className="choices">
        {usable.map(({ id, name, role }) => (
          <li key={id}>
            {id === businessId ? (
              <button type="button" aria-current aria-disabled={change.isPending} onClick={close}>
                {name} <span className="muted">you are here</span>
              </button>
            ) : (
              <Button act={change} input={id}>
                {name} <span className="muted">{role}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div className="buttons">
        <button
          type="button"
          aria-disabled={change.isPending}
          onClick={() => {
            if (change.isPending) return;
            onClose();
            go('/businesses/new');
          }}
        >
          New business
        </button>
        <button type="button" aria-disabled={change.isPending} onClick={close}>
          Cancel
        </button>
      </div>
    </>
  );
}

/** Asks to confirm the e-mail address, on every page until it is done. */
export function VerifyNotice() {
  const { user } = useSession();
  if (user.emailVerifiedAt !== null) return null;
  return (
    <div className="alert">
      <p>Confirm your e-mail address: open the link in the mail that we sent to {user.email}.</p>
      <SendVerification>Send it again</SendVerification>
    </div>
  );
}

/** A button that sends the mail with which the person confirms the e-mail address. */
export function SendVerification({ children }: { children: string }) {
  const { api } = useSession();
  const send = useAct(() => unwrap(api.POST('/v1/me/verify-email')), {
    done: 'The mail is on its way.',
    changes: [],
  });
  return (
    <Button act={send} input={undefined}>
      {children}
    </Button>
  );
}
