import {
  createContext,
  type ReactNode,
  type RefObject,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
} from 'react';
import { createPortal } from 'react-dom';

type Tone = 'good' | 'bad';
interface Toast {
  id: number;
  text: string;
  tone: Tone;
}

/** A failure is shown until it is hidden, because it can tell of work that is not known to be done. */
const SHOWN_MS = 8_000;
/** How many good messages are shown at most, the newest ones. */
const MOST = 5;
const SAID = 'said';
const Context = createContext<(text: string, tone?: Tone) => void>(() => undefined);
const Dialogs = createContext<(dialog: Element) => () => void>(() => () => undefined);

/** Shows a message, also to screen readers. */
export const useToast = () => useContext(Context);

/** Shows a message when the next page is loaded in this tab. A load takes all messages away that are shown before it. */
export const sayAfterLoad = (text: string): void => sessionStorage.setItem(SAID, text);

/** Shows the messages inside this dialog while it is open. Outside of a modal dialog nobody can hear or hide them. */
export function useToastsInside(dialog: RefObject<Element | null>): void {
  const open = useContext(Dialogs);
  useEffect(() => (dialog.current === null ? undefined : open(dialog.current)), [dialog, open]);
}

export function Toasts({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const last = useRef(0);
  const hide = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const show = useCallback(
    (text: string, tone: Tone = 'good') => {
      last.current += 1;
      const id = last.current;
      setToasts((all) => {
        const next = [...all.filter((toast) => toast.text !== text), { id, text, tone }];
        const of = (which: Tone) => next.filter((toast) => toast.tone === which);
        return [...of('bad'), ...of('good').slice(-MOST)];
      });
      if (tone === 'good') setTimeout(() => hide(id), SHOWN_MS);
    },
    [hide],
  );
  useEffect(() => {
    const said = sessionStorage.getItem(SAID);
    if (said === null) return;
    sessionStorage.removeItem(SAID);
    show(said);
  }, [show]);
  const [dialogs, setDialogs] = useState<Element[]>([]);
  const open = useCallback((dialog: Element) => {
    setDialogs((all) => [...all, dialog]);
    return () => setDialogs((all) => all.filter((one) => one !== dialog));
  }, []);
  const region = (shown: Toast[]) => (
    <div className="toasts" role="status">
      {shown.map(({ id, text, tone }) => (
        <div key={id} className={`toast ${tone}`}>
          <span>{text}</span>
          <button type="button" className="plain" aria-label="Hide this message" onClick={() => hide(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
  const dialog = dialogs.at(-1);
  return (
    <Context value={show}>
      <Dialogs value={open}>{children}</Dialogs>
      {/* This region is always there, because screen readers read what is put into one, and not one that is new. */}
      {region(dialog === undefined ? toasts : [])}
      {dialog !== undefined && createPortal(region(toasts), dialog)}
    </Context>
  );
}
