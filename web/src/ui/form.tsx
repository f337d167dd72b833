import {
  type ReactNode,
  type SubmitEvent,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { FieldErrors, fieldErrorsOf, messageOfWrite } from '../api/problems.js';
import { FormContext } from './fields.js';
import { HoldOpen } from './hold-open.js';

export { Checks, Field, Select } from './fields.js';

/** What each field holds. */
type Held = Map<Element, string>;

/** The values of a form, by the names of its fields. */
export class Values {
  private readonly data: FormData;
  private readonly changed: Control[];

  /** `began` is what each field held before the person changed it. */
  constructor(form: HTMLFormElement, began: Held) {
    this.data = new FormData(form);
    this.changed = controlsOf(form).filter((field) => began.get(field) !== heldBy(field));
  }

  /** Whether a field of this name was changed, or a field of a member of it: `limits.seats` is a member of `limits`. */
  isChanged(member: string): boolean {
    return this.changed.some(({ name }) => name === member || name.startsWith(`${member}.`));
  }

  /**
   * The members of `body` whose fields were changed. What others changed meanwhile is then not written back. A member with several
   * fields is given as a whole, so `body` has to hold it with what others changed in it.
   */
  changesOf<Body extends object>(body: Body): Partial<Body> {
    return Object.fromEntries(
      Object.entries(body).filter(([member]) => this.isChanged(member)),
    ) as Partial<Body>;
  }

  /** The list `present`, with the boxes of this name that were ticked, and without those that were unticked. */
  listIn<Item extends string>(name: string, present: readonly Item[]): Item[] {
    const boxes = this.changed.filter((field) => field.name === name);
    const ticked = new Set(this.list<string>(name));
    const found = new Set<string>(present);
    for (const { value } of boxes)
      if (ticked.has(value)) found.add(value);
      else found.delete(value);
    return [...found] as Item[];
  }

  text(name: string): string {
    const value = this.data.get(name);
    return typeof value === 'string' ? value : '';
  }

  /** The text of a field; undefined if it is empty. */
  textIfAny(name: string): string | undefined {
    return this.text(name).trim() === '' ? undefined : this.text(name);
  }

  /** The values of all ticked boxes of this name. */
  list<Item extends string>(name: string): Item[] {
    return this.data.getAll(name).filter((value) => typeof value === 'string') as Item[];
  }

  has(name: string): boolean {
    return this.data.has(name);
  }
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const controlsOf = (form: HTMLFormElement): Control[] =>
  [...form.elements].filter(
    (field) =>
      field instanceof HTMLInputElement ||
      field instanceof HTMLTextAreaElement ||
      field instanceof HTMLSelectElement,
  );

const heldBy = (field: Control): string =>
  field instanceof HTMLInputElement && field.type === 'checkbox' ? String(field.checked) : field.value;

/** An empty field takes a new default of the page as its text. A field whose text was set keeps it. */
function keepText(field: Control): void {
  if (field instanceof HTMLSelectElement || field.type === 'checkbox') return;
  field.value = heldBy(field);
}

/** The browser gives the value '' for half a date and for a text that is no number. It must not count as an empty field. */
function refuseUnreadable(form: HTMLFormElement): void {
  const inputs = [...form.elements].filter((field) => field instanceof HTMLInputElement);
  const unreadable = inputs.filter(({ validity }) => validity.badInput);
  if (unreadable.length > 0)
    throw new FieldErrors(
      unreadable.map(({ name, type }) => [name, type === 'number' ? 'is not a number' : 'is not complete']),
    );
}

interface FormProps {
  children: ReactNode;
  /** The text of the button that sends. Null while nothing can be sent. */
  submit: string | null;
  /** Whether the button waits, because something that the person has to see first is still loading. */
  waits?: boolean;
  onSubmit: (values: Values) => Promise<unknown>;
  /** Whether the button is red, for an action that cannot be undone. */
  danger?: boolean;
  /** Whether the button is less prominent, for one of several forms of a page. */
  quiet?: boolean;
  onCancel?: () => void;
  /** The text of the button that closes the form without sending. */
  cancel?: string;
  /** Explains what to do about an error, instead of the text of the problem. */
  explain?: (error: unknown) => ReactNode;
}

/** Sends the values. An error is shown at the field that it names, or else above the button. The values stay in the form. */
export function Form({
  children,
  submit,
  waits = false,
  onSubmit,
  danger = false,
  quiet = false,
  onCancel,
  cancel = 'Cancel',
  explain,
}: FormProps) {
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const began = useRef<Held>(new Map());
  const holdOpen = useContext(HoldOpen);
  const errors = fieldErrorsOf(error);

  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy || waits || submit === null || form.current === null) return;
    setBusy(true);
    holdOpen(true);
    setError(null);
    try {
      refuseUnreadable(form.current);
      const sent = new Map(controlsOf(form.current).map((field) => [field, heldBy(field)]));
      await onSubmit(new Values(form.current, began.current));
      began.current = sent;
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
      holdOpen(false);
    }
  };

  // The default of a field is not what it began with: if the page reads again, the default changes, and the field does not.
  // This runs before the browser fills in a saved password, because `keepText` would take that out.
  useLayoutEffect(() => {
    const fields = form.current === null ? [] : controlsOf(form.current);
    for (const field of fields) {
      if (began.current.has(field)) continue;
      keepText(field);
      began.current.set(field, heldBy(field));
    }
  });

  useEffect(() => {
    if (error !== null) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);

  const names = new Set([...(form.current?.elements ?? [])].map((field) => field.getAttribute('name')));
  const unshown = Object.entries(errors).filter(([field]) => !names.has(field));
  const isAtField = Object.keys(errors).length > 0;
  return (
    <form ref={form} onSubmit={(event) => void send(event)} noValidate aria-busy={busy}>
      <FormContext value={{ errors, busy }}>{children}</FormContext>
      {error !== null && (!isAtField || unshown.length > 0) && (
        <p className="alert bad" role="alert">
          {isAtField
            ? unshown.map(([field, message]) => `${field} ${message}`).join('; ')
            : (explain?.(error) ?? messageOfWrite(error))}
        </p>
      )}
      <div className="buttons">
        {submit !== null && (
          <button
            type="submit"
            className={danger ? 'danger' : quiet ? '' : 'primary'}
            aria-disabled={busy || waits}
          >
            {submit}
          </button>
        )}
        {onCancel !== undefined && (
          <button type="button" aria-disabled={busy} onClick={() => !busy && onCancel()}>
            {cancel}
          </button>
        )}
      </div>
    </form>
  );
}
