import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react';
import { Field, Form } from './form.js';
import { HoldOpen } from './hold-open.js';
import { useToastsInside } from './toasts.js';

interface DialogProps {
  title: string;
  children: ReactNode;
  onClose: () => void;
  /** False while closing would lose something, such as a secret that is shown once. */
  closable?: boolean;
}

/**
 * A native dialog. Escape closes it, except while a form in it waits for an answer. The keyboard focus stays inside, and at the end
 * the focus goes back to the element that opened it.
 */
export function Dialog({ title, children, onClose, closable = true }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const isBusy = useRef(false);
  const hold = useCallback((busy: boolean) => {
    isBusy.current = busy;
  }, []);
  useToastsInside(dialog);
  const mayClose = () => closable && !isBusy.current;
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    return () => {
      // The action of the dialog can have removed the button that opened it.
      const back = opener?.isConnected === true ? opener : document.querySelector('h1');
      if (back instanceof HTMLElement) back.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !mayClose()) event.preventDefault();
      }}
      onCancel={(event) => {
        event.preventDefault();
        if (mayClose()) onClose();
      }}
      // Chromium closes a dialog at the second try, whatever the page says at the first.
      onClose={() => {
        if (mayClose()) onClose();
        else dialog.current?.showModal();
      }}
    >
      <h2 id={heading}>{title}</h2>
      <HoldOpen value={hold}>{children}</HoldOpen>
    </dialog>
  );
}

interface ConfirmProps {
  title: string;
  /** Names the object and the consequences. */
  children: ReactNode;
  confirm: string;
  /** The text of the button that does nothing. */
  cancel?: string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
  danger?: boolean;
  /** The text that the person has to type before the action is done. */
  typed?: string;
}

/** Asks for a confirmation before an action is done. */
export function Confirm({
  title,
  children,
  confirm,
  cancel,
  onConfirm,
  onClose,
  danger = true,
  typed,
}: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <Form
        submit={confirm}
        danger={danger}
        onCancel={onClose}
        cancel={cancel}
        onSubmit={async (values) => {
          if (typed !== undefined && values.text('typed') !== typed) throw new NotTyped(typed);
          await onConfirm();
          onClose();
        }}
        explain={(error) => (error instanceof NotTyped ? error.message : undefined)}
      >
        {children}
        {typed !== undefined && <Field label={`Type “${typed}” to confirm`} name="typed" />}
      </Form>
    </Dialog>
  );
}

class NotTyped extends Error {
  constructor(expected: string) {
    super(`This is not “${expected}”. Nothing was done.`);
  }
}

interface ActionProps extends Omit<ConfirmProps, 'onClose'> {
  label: string;
  /** The object of the action, for people who hear the button without its row. */
  of?: string;
  className?: string;
}

/** A button that asks for a confirmation before it acts. */
export function Action({ label, of, className, ...rest }: ActionProps) {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <button type="button" className={className} onClick={() => setAsked(true)}>
        {label}
        {of !== undefined && <span className="hidden"> {of}</span>}
      </button>
      {asked && <Confirm {...rest} onClose={() => setAsked(false)} />}
    </>
  );
}

interface SecretProps {
  title: string;
  /** What the secret is for. */
  children: ReactNode;
  secret: string;
  onStored: () => void;
  /** Whether what follows is under way. */
  busy?: boolean;
}

/** Shows a secret once. It is in no address and in no storage, so it is gone when the dialog closes. */
export function Secret({ title, children, secret, onStored, busy = false }: SecretProps) {
  const [copied, setCopied] = useState(false);
  const text = useRef<HTMLElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      setCopied(true);
    } catch {
      // The browser does not allow it, for example over plain http. So the text is selected, to be copied by hand.
      if (text.current !== null) getSelection()?.selectAllChildren(text.current);
    }
  };
  return (
    <Dialog title={title} onClose={onStored} closable={false}>
      <p>{children}</p>
      <p className="secret">
        <code ref={text}>{secret}</code>
      </p>
      <p className="alert warn">This is shown once. It cannot be read again.</p>
      <div className="buttons">
        <button type="button" className="primary" onClick={() => void copy()}>
          {copied ? 'Copied' : 'Copy'}
        </button>
        <button type="button" aria-busy={busy} aria-disabled={busy} onClick={onStored}>
          I have stored it
        </button>
      </div>
    </Dialog>
  );
}
