import { Unreachable } from '@tenure/sdk';
import { type ComponentType, useEffect, useState } from 'react';
import { Failed, Skeleton } from './list.js';
import { reload } from './mailed-token.js';
import { Narrow } from './shell.js';

/**
 * Makes a page whose script is loaded when the page is first shown. A tab that is older than the last release asks for a script
 * that no longer exists: then the tab is loaded again, once. `alone` means that the page has no frame, such as the log-in.
 *
 * It does not use `Suspense`, because React waits 300 ms before it shows the loaded page.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { alone = false } = {},
): ComponentType<Props> {
  let Page: ComponentType<Props> | undefined;
  return function Later(props: Props) {
    const [, setLoaded] = useState(Page !== undefined);
    const [error, setError] = useState<unknown>();
    useEffect(() => {
      if (Page !== undefined) return;
      const show = (found: ComponentType<Props>) => {
        Page = found;
        setLoaded(true);
      };
      load().then(show, async (cause: unknown) => {
        if (await isNewRelease()) reload();
        else setError(new Unreachable(cause));
      });
    }, []);
    if (Page !== undefined) return <Page {...props} />;
    const shown = error === undefined ? <Skeleton /> : <NotLoaded error={error} />;
    return alone ? <Narrow>{shown}</Narrow> : shown;
  };
}

/** A failed script can fail as long as the page is open. So "try again" loads the whole page again. */
function NotLoaded({ error }: { error: unknown }) {
  return (
    <>
      <h1 tabIndex={-1}>Not loaded</h1>
      <Failed error={error} retry={reload} />
    </>
  );
}

const RELOADED_AT = 'reloaded-at';
/** How often a tab may be loaded again. It ends the loop while servers of two releases answer by turns. */
const ONCE_IN_MS = 60_000;

/** Whether the service has another build of the pages than this tab. False if the tab was loaded again just now. */
async function isNewRelease(): Promise<boolean> {
  const now = Date.now();
  if (now - Number(sessionStorage.getItem(RELOADED_AT)) < ONCE_IN_MS) return false;
  const entry = document.querySelector<HTMLScriptElement>('script[type="module"]')?.src ?? '';
  const page = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-cache' }).catch(
    () => null,
  );
  if (page?.ok !== true || (await page.text()).includes(new URL(entry).pathname)) return false;
  sessionStorage.setItem(RELOADED_AT, String(now));
  return true;
}
