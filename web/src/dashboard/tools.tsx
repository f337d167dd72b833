import { unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAct } from '../api/queries.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
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

/** Lists the businesses as buttons. A select box would switch at every arrow key. */
function Switcher({ onClose }: { onClose: () => void }) {
  const { businesses, businessId } = useSession();
  const [, go] = useLocation();
  const change = useSwitch();
  const usable = businesses.filter(({ suspended, closedAt }) => !suspended && closedAt === null);
  return (
    <Dialog title="Go to a business" onClose={onClose}>
      <ul className="choices">
        {usable.map(({ id, name, role }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === businessId}
              onClick={() => (id === businessId ? onClose() : change.mutate(id))}
            >
              {name} <span className="muted">{id === businessId ? 'you are here' : role}</span>
            </button>
          </li>
        ))}
      </ul>
      <div className="buttons">
        <button
          type="button"
          onClick={() => {
            onClose();
            go('/businesses/new');
          }}
        >
          New business
        </button>
        <button type="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
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
