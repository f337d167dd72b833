import { useEffect, useState } from 'react';
import { count } from '../ui/format.js';
import { Page } from '../ui/page.js';
import { Narrow } from '../ui/shell.js';
import { useSession } from './context.js';

/** Shows an operator whose pages these are, and how much time is left. */
export function ViewNotice({ endsAt }: { endsAt: number }) {
  const { businesses } = useSession();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const left = Math.max(0, Math.ceil((endsAt - now) / 1_000));
  const name = businesses[0]?.name ?? 'this customer';
  return (
    <div className={`alert ${left > 0 ? 'warn' : 'bad'}`}>
      <p>
        {left > 0
          ? `You see the pages of ${name}, as their owner does. Nothing can be changed. ${leftText(left)} left.`
          : `The time is over. To look at ${name} again, open their pages from the console.`}
      </p>
      <button type="button" onClick={() => window.close()}>
        Close
      </button>
    </div>
  );
}

const leftText = (seconds: number): string =>
  seconds < 60 ? count(seconds, 'second') : count(Math.ceil(seconds / 60), 'minute');

/** The page for a tab that has no view, because it was loaded again, or opened by hand or by a link of a view. */
export function ViewEndedPage() {
  return (
    <Narrow>
      <Page title="This view has ended">
        <p>
          Open the customer’s pages from the console again. A view is in one tab, and ends when that is loaded
          again.
        </p>
        <div className="buttons">
          <a href="/console/" className="button">
            Go to the console
          </a>
          <a href="/app/" className="button">
            Use this tab for my own log-in
          </a>
        </div>
      </Page>
    </Narrow>
  );
}
