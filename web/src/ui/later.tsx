import { Unreachable } from '@tenure/sdk';
import { type ComponentType, useEffect, useState } from 'react';
import { Failed, Skeleton } from './list.js';
import { Narrow } from './shell.js';

/**
 * A page whose script is loaded when it is first shown. A tab that is older than the last release asks for a script that
 * is gone: it is loaded anew then, once. `alone` says that the page stands in no frame, as that of a log-in.
 *
 * This is no `Suspense`: React waits 300 ms before it shows what was on its way.
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
        if (await isNewRelease()) location.reload();
        else setError(new Unreachable(cause));
      });
    }, []);
    if (Page !== undefined) return <Page {...props} />;
    const shown = error === undefined ? <Skeleton /> : <NotLoaded error={error} />;
    return alone ? <Narrow>{shown}</Narrow> : shown;
  };
}

/** A script that failed may fail for as long as the page is open, so the page is loaded anew. */
function NotLoaded({ error }: { error: unknown }) {
  return (
    <>
      <h1 tabIndex={-1}>Not loaded</h1>
      <Failed error={error} retry={() => location.reload()} />
    </>
  );
}

const RELOADED_AT = 'reloaded-at';
/** While servers of two releases answer by turns, a tab is not loaded anew for ever. */
const ONCE_IN_MS = 60_000;

/** Whether the service has another build of the pages than this tab, which was not loaded anew just now. */
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
