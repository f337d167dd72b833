import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react';

type Tone = 'good' | 'bad';
interface Toast {
  id: number;
  text: string;
  tone: Tone;
}

const SHOWN_MS = 8_000;
const Context = createContext<(text: string, tone?: Tone) => void>(() => undefined);

/** Shows a message for a moment, also to screen readers. */
export const useToast = () => useContext(Context);

export function Toasts({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const last = useRef(0);
  const hide = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const show = useCallback(
    (text: string, tone: Tone = 'good') => {
      last.current += 1;
      const id = last.current;
      setToasts((all) => [...all, { id, text, tone }]);
      setTimeout(() => hide(id), SHOWN_MS);
    },
    [hide],
  );
  return (
    <Context value={show}>
      {children}
      <div className="toasts" role="status">
        {toasts.map(({ id, text, tone }) => (
          <div key={id} className={`toast ${tone}`}>
            <span>{text}</span>
            <button type="button" className="plain" aria-label="Hide this message" onClick={() => hide(id)}>
              ×
            </button>
          </div>
        ))}
      </div>
    </Context>
  );
}
