import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { useLocation } from 'wouter';
import { messageOf } from '../api/problems.js';
import { Dialog } from './dialog.js';
import { count } from './format.js';
import type { MenuItem } from './shell.js';

/** Finds other things than pages, such as a business by a part of the name. */
export type Find = (text: string) => Promise<MenuItem[]>;

interface Props {
  items: MenuItem[];
  find?: Find;
}

/** A search needs at least this many letters. */
const LEAST_LETTERS = 2;
/** A search begins this long after the last letter. */
const PAUSE_MS = 200;

/** The name of the shortcut on this keyboard. */
const KEYS = navigator.userAgent.includes('Mac') ? '⌘ K' : 'Ctrl K';

/** Opens a dialog that finds a page by a part of its name. A button and Ctrl-K (or ⌘K) open it. */
export function Jump(props: Props) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (document.querySelector('dialog[open]') === null) setOpen(true);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
  return (
    <>
      <button type="button" className="jump" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Go to… <kbd>{KEYS}</kbd>
      </button>
      {open && <JumpDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function JumpDialog({ items, find, onClose }: Props & { onClose: () => void }) {
  const id = useId();
  const [text, setText] = useState('');
  const [, go] = useLocation();
  const asked = text.trim();
  const sought = useSettled(asked);
  const more = useQuery({
    queryKey: ['jump', sought],
    queryFn: () => find?.(sought) ?? [],
    enabled: find !== undefined && sought.length >= LEAST_LETTERS,
  });
  const pages = items.filter((item) => item.text.toLowerCase().includes(asked.toLowerCase()));
  // Results of an earlier text are not shown: the enter key would open the first of them.
  const isLooking =
    find !== undefined && asked.length >= LEAST_LETTERS && (asked !== sought || more.isFetching);
  const found = [...pages, ...(asked === sought ? (more.data ?? []) : [])];
  const failed = asked === sought && !isLooking && more.isError;
  const nothing = isLooking ? 'Looking…' : failed ? '' : 'Nothing has this name.';
  const choose = (item: MenuItem | undefined) => {
    if (item === undefined) return;
    onClose();
    go(item.href);
  };
  return (
    <Dialog title="Go to" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          choose(found[0]);
        }}
      >
        <div className="field">
          <label htmlFor={id}>
            {find === undefined ? 'Name of a page' : 'Name of a page or a business, or number of an invoice'}
          </label>
          <input id={id} value={text} onChange={({ target }) => setText(target.value)} />
        </div>
        <p className="hidden" role="status">
          {found.length > 0 ? count(found.length, 'result') : nothing}
        </p>
        <div className="buttons">
          {found.map((item) => (
            <button key={item.href} type="button" onClick={() => choose(item)}>
              {item.text}
              {item.about !== undefined && <span className="muted"> {item.about}</span>}
            </button>
          ))}
          {found.length === 0 && (
            <p className="muted" aria-hidden="true">
              {nothing}
            </p>
          )}
        </div>
        {failed && (
          <p className="alert bad" role="alert">
            {messageOf(more.error)}
          </p>
        )}
      </form>
    </Dialog>
  );
}

/** The text, after nothing was written for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
